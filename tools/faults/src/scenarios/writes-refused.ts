import { rm } from "node:fs/promises";
import { type RedisServer, waitUntil } from "@lockwire/support";
import { VARIANTS } from "../worker/setup.js";
import type { Scenario } from "./scenario.js";

const TTL = 800;

/** A server that refuses every write, and how it takes them again. */
interface Refusal {
  readonly says: string;
  readonly begin: (server: RedisServer) => Promise<unknown>;
  readonly end: (server: RedisServer) => Promise<unknown>;
}

const REFUSALS: readonly Refusal[] = [
  {
    says: "NOREPLICAS",
    begin: (server) => server.admin().config("SET", "min-replicas-to-write", "1"),
    end: (server) => server.admin().config("SET", "min-replicas-to-write", "0"),
  },
  {
    says: "MISCONF",
    begin: failToSave,
    end: (server) => server.admin().config("SET", "stop-writes-on-bgsave-error", "no"),
  },
];

export const scenario: Scenario = {
  row: 22,
  title: "NOREPLICAS, MISCONF",
  variants: VARIANTS,
  quick: true,
  promises: () => ({}),

  async run(stage) {
    const { says, begin, end } = stage.random.pick(REFUSALS);
    const server = await stage.redis({ config: ["save 3600 1000000"] });
    const [holder, other] = await stage.pair(server);
    await holder.acquire("job", { ttl: TTL });
    await begin(server);
    const { code, message = "" } = await other.acquire("new", { blockingTimeout: 10_000 });
    stage.check("it is a typed error at once", code === "LOCK_BACKEND", code);
    stage.check("which says why", message.includes(says), message);
    await holder.kill();
    await end(server);
    const next = await other.acquire("job", { blockingTimeout: 10_000 });
    stage.check("the dead holder's lock is another's", next.held === true, next.message);
  },
};

/** Without its folder a snapshot fails, and the server then takes no write. */
async function failToSave(server: RedisServer): Promise<void> {
  const admin = server.admin();
  const [, folder = ""] = (await admin.config("GET", "dir")) as string[];
  await rm(folder, { recursive: true });
  await admin.bgsave();
  const failed = async () => (await admin.info("persistence")).includes("bgsave_status:err");
  await waitUntil(failed, { what: "the snapshot to fail" });
}
