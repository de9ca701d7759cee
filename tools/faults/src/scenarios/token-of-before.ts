import { VARIANTS } from "../worker/setup.js";
import { MODES } from "../worker/sharing.js";
import type { Scenario } from "./scenario.js";

/** A token proves one acquisition: once that is over, it releases nothing, from wherever it is shown. */
export const scenario: Scenario = {
  row: 43,
  title: "a token of before",
  variants: VARIANTS,
  modes: () => MODES,
  quick: true,
  promises: () => ({}),

  async run(stage) {
    const server = await stage.redis();
    const [holder, elsewhere] = await stage.pair(server);
    const third = await stage.worker(server, { shares: false });
    const autoExtend = stage.random.pick([true, false]);
    const asksBefore = stage.random.pick([true, false]);
    const first = await holder.acquire("job");
    const before = asksBefore ? await holder.token(first) : "";
    const waiting = holder.acquire("job", { autoExtend, blockingTimeout: 20_000 });
    await stage.history.begun(holder, 2);
    stage.check("its own release counts", (await holder.release(first)).ours === true);
    const next = await waiting;
    stage.check("its successor has the lock", next.held === true, next.message);

    const token = asksBefore ? before : await holder.token(first);
    for (const worker of [elsewhere, holder, elsewhere]) {
      const { ours } = await worker.tell({ do: "release-token", name: "job", token });
      stage.check("the token releases nothing any more", ours === false, `${ours}`);
    }
    const tried = await third.tryAcquire("job");
    stage.check("nobody else gets in", tried.held === false);
    stage.check("its successor still holds the lock", (await holder.look(next)).held === true);
    stage.check("its release counts", (await holder.release(next)).ours === true);
    const free = await third.acquire("job", { blockingTimeout: 5_000 });
    stage.check("then another has the lock", free.held === true, free.message);
    await third.release(free);
  },
};
