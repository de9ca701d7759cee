import { type RedisServer, waitUntil } from "@lockwire/support";
import { VARIANTS } from "../worker/setup.js";
import { MODES } from "../worker/sharing.js";
import type { Scenario } from "./scenario.js";

const TTL = 400;

export const scenario: Scenario = {
  row: 23,
  title: "server busy",
  variants: VARIANTS,
  modes: () => MODES,
  quick: true,
  promises: () => ({}),

  async run(stage) {
    const server = await stage.redis({ config: ["busy-reply-threshold 20"] });
    const [holder, other] = await stage.pair(server);
    await other.release(await other.acquire("warm-up"));
    const lock = await holder.acquire("job", { ttl: TTL });
    await stage.lasting(stage.random.int(0, TTL / 2));

    const script = server.admin().duplicate({ maxRetriesPerRequest: 0 });
    const endless = script.eval("while true do end", 0).catch(() => "killed");
    await waitUntil(() => saysBusy(server), { what: "the server to be busy" });
    const brief = await other.acquire("new", { blockingTimeout: 300 });
    const long = other.acquire("new", { blockingTimeout: 10_000 });
    await stage.history.noted("lost", 1);
    stage.check("a wait ends in time", brief.code === "LOCK_TIMEOUT", brief.code);
    stage.check("the holder knows of its loss", (await holder.look(lock)).held === false);
    await server.admin().script("KILL");
    await endless;
    script.disconnect();
    const { held, message } = await long;
    stage.check("who waits longer has the lock", held === true, message);
  },
};

async function saysBusy(server: RedisServer): Promise<boolean> {
  const answer = await server
    .admin()
    .ping()
    .catch((error: unknown) => String(error));
  return answer.includes("BUSY");
}
