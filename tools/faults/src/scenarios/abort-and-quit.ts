import { VARIANTS } from "../worker/setup.js";
import { MODES } from "../worker/sharing.js";
import type { Scenario } from "./scenario.js";

/** Longer than the run: only who gives back what it did not want lets the others go on. */
const TTL = 60_000;

export const scenario: Scenario = {
  row: 36,
  title: "abort at any moment, double release, quit while waiting",
  variants: VARIANTS,
  modes: () => MODES,
  quick: true,
  promises: () => ({}),

  async run(stage) {
    const server = await stage.redis();
    const [fickle, quitter, steady] = await stage.trio(server);
    const names = ["job"];
    for (let n = 0; n < 8; n++) {
      const terms = { ttl: TTL, abortAfter: stage.random.int(0, 25), blockingTimeout: 10_000 };
      await fickle.load({ names, loops: 1, hold: [0, 3], terms });
    }
    const terms = { ttl: TTL, blockingTimeout: 30_000 };
    await steady.load({ names, loops: 2, hold: [0, 3], terms });
    await stage.lasting(stage.seconds * 1_000);
    await fickle.halt();

    const lock = await steady.acquire("double", { ttl: TTL });
    const answers = [await steady.release(lock), await steady.release(lock)];
    const same = answers.every(({ ours }) => ours === true);
    stage.check("a second release gives the first one's answer", same, JSON.stringify(answers));

    const held = await steady.acquire("quit", { ttl: TTL });
    const gone = quitter.acquire("quit", { ttl: TTL, blockingTimeout: 60_000 });
    await stage.history.noted("waiting", 1);
    await stage.lasting(stage.random.int(0, 50));
    const [, { code }] = await Promise.all([quitter.close(), gone]);
    stage.check("who waits is told of the close", code === "LOCK_CLOSED", code);
    await steady.release(held);
    await steady.halt();
    for (const name of ["job", "quit", "double"]) {
      const { held: free, message } = await fickle.acquire(name, { blockingTimeout: 5_000 });
      stage.check("no ghost is left", free === true, message);
    }
  },
};
