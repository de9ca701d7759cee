import { PGlite } from "@electric-sql/pglite";
import { createPubSubLocks } from "@lockwire/redis-pubsub";
import { CREATE_TABLE, deposit, readBalance, StaleFenceError, writeBalance } from "./accounts.js";

const redis = process.env["REDIS_URL"] ?? "redis://localhost:6379";
const database = await PGlite.create();
await database.query(CREATE_TABLE);
await database.query("INSERT INTO accounts (id) VALUES ('alice')");

// Two clients, like those of two processes.
await using ours = createPubSubLocks({ redis });
await using theirs = createPubSubLocks({ redis });

const deposits = [ours, theirs, ours, theirs].map((locks) => deposit(locks, database, "alice", 10));
await Promise.all(deposits);
console.log("after four deposits of 10:", await readBalance(database, "alice"));

// A holder that outlives its lease, as after a long pause of its process.
const late = await ours.acquire("account:alice", { ttl: 100, autoExtend: false });
await deposit(theirs, database, "alice", 10);
try {
  await writeBalance(database, "alice", 0, late.fence);
} catch (error) {
  if (!(error instanceof StaleFenceError)) throw error;
  console.log("the late write was refused:", error.message);
}
console.log("after one more deposit:", await readBalance(database, "alice"));
