import { countCommands, total } from "@lockwire/support";
import type { Terms } from "../worker/protocol.js";
import { VARIANTS } from "../worker/setup.js";
import type { Scenario } from "./scenario.js";

const NUMBERS = [-1, -0.5, Number.NaN, Number.NEGATIVE_INFINITY, 2 ** 31, 2 ** 53 + 1];
const TEXT: Terms[] = JSON.parse(
  '[{"ttl":"1000"},{"ttl":{}},{"ttl":true},{"blockingTimeout":"1"},{"maxHold":[]},{"autoExtend":1}]',
);

export const scenario: Scenario = {
  row: 34,
  title: "hostile numbers",
  variants: VARIANTS,
  quick: true,
  promises: () => ({}),

  async run(stage) {
    const server = await stage.redis();
    const worker = await stage.worker(server);
    const lock = await worker.acquire("held");
    const sent = await countCommands(server.admin());
    const ranges: Terms[] = [
      ...[...NUMBERS, 0, 9, 1.5, Number.POSITIVE_INFINITY].map((ttl) => ({ ttl })),
      ...NUMBERS.map((blockingTimeout) => ({ blockingTimeout })),
      ...[...NUMBERS, 0, 9].map((maxHold) => ({ maxHold })),
    ];
    for (const [terms, expected] of [
      ...ranges.map((each) => [each, "RangeError"] as const),
      ...TEXT.map((each) => [each, "TypeError"] as const),
    ]) {
      const { code } = await worker.acquire("job", terms);
      const [what] = Object.entries(terms);
      stage.check(`${what} is a ${expected}`, code === expected, code);
    }
    for (const ttl of [...NUMBERS, 0, 1.5]) {
      const { code } = await worker.extend(lock, ttl);
      stage.check(`extend(${ttl}) is a RangeError`, code === "RangeError", code);
    }
    const scripts = total(await sent(), "eval", "evalsha");
    stage.check("nothing is sent", scripts === 0, `${scripts} scripts`);
    stage.check("the lock that was held is held", (await worker.release(lock)).ours === true);
  },
};
