// Has and awaits locks, closes, and then ends only if nothing of ours keeps the process alive.

import { Redis } from "ioredis";
import { connect } from "./connect.mjs";

const [title, given, url] = process.argv.slice(2);
const client = given === "true" ? new Redis(url) : undefined;
const redis = client ?? url;
const locks = connect(title, redis);

const held = await locks.acquire("held");
const settled = Promise.allSettled([
  locks.acquire("held", { blockingTimeout: 50 }),
  locks.acquire("held", { signal: AbortSignal.timeout(100) }),
  locks.acquire("other").then((lock) => lock.release()),
  locks.acquire("held", { blockingTimeout: Number.POSITIVE_INFINITY }),
]);
await locks.acquire("kept");
// A candidate that has served a term, and pauses.
await new Promise((resolve) => void locks.lead("led", () => resolve()));
await new Promise((resolve) => setTimeout(resolve, 150));
await locks.close();
await settled;
client?.disconnect();
process.stdout.write(`closed, ${await held.release()}\n`);
