import { VARIANTS } from "../worker/setup.js";
import type { Scenario } from "./scenario.js";

/** Far longer than the run: what is not undone would be seen. */
const TTL = 60_000;

/** A MULTI that the user has opened on the shared client: the server queues what the locks send, and says so. */
export const scenario: Scenario = {
  row: 49,
  title: "a reply that is none",
  variants: VARIANTS,
  quick: true,
  promises: () => ({}),

  async run(stage) {
    const server = await stage.redis();
    const sharing = await stage.worker({ url: server.url, options: {} });
    const other = await stage.worker(server);
    const kept = await sharing.acquire("kept", { ttl: TTL, autoExtend: false });
    const theirs = await other.acquire("theirs", { ttl: TTL });
    await sharing.tell({ do: "open-transaction" });
    const tried = await sharing.tryAcquire("job", { ttl: TTL });
    stage.check("a try is no lock", tried.code === "LOCK_BACKEND", tried.code);
    const waited = await sharing.acquire("job", {
      ttl: TTL,
      blockingTimeout: stage.random.int(0, 300),
    });
    stage.check("an acquire neither", waited.held === false, waited.code);
    const behind = await sharing.acquire("theirs", { ttl: TTL, blockingTimeout: 200 });
    stage.check("nor one that another holds", behind.held === false, behind.code);
    stage.check("no extension is believed", (await sharing.extend(kept)).held !== true);
    stage.check("what was held before still is", (await sharing.look(kept)).held === true);
    await sharing.tell({ do: "end-transaction" });

    const free = await other.acquire("job", { ttl: TTL, blockingTimeout: 5_000 });
    stage.check("what took effect at its end is undone", free.held === true, free.message);
    stage.check("nobody was disturbed", (await other.look(theirs)).held === true);
    stage.check("and theirs was theirs", (await other.release(theirs)).ours === true);
    await other.release(free);
    stage.check("the lock from before is released", (await sharing.release(kept)).ours === true);
  },
};
