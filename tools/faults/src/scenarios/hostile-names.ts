import { countCommands, total } from "@lockwire/support";
import { VARIANTS } from "../worker/setup.js";
import type { Scenario } from "./scenario.js";

const REFUSED = ["", "\ud800", "a\udfffb", "x".repeat(1_000_000)];
const SEPARATE = [
  ...[
    "\0",
    "a\0",
    "\r\n",
    "*",
    "?",
    "{}",
    "}",
    "{",
    "{a}",
    "a}{b",
    "%7B",
    "%",
    "__proto__",
    "constructor",
  ],
  ...[
    "]] redis.call('FLUSHALL')",
    "a b",
    " ",
    "job",
    "job:fence",
    "job:queue",
    "@",
    "\u{1f512}",
    "é",
    "e\u0301",
  ],
];

export const scenario: Scenario = {
  row: 33,
  title: "hostile names",
  variants: VARIANTS,
  quick: true,
  promises: () => ({}),

  async run(stage) {
    const server = await stage.redis();
    const [holder, other] = await stage.pair(server);
    const sent = await countCommands(server.admin());
    for (const name of REFUSED) {
      const { code } = await holder.acquire(name);
      stage.check("a name that cannot be one is a TypeError", code === "TypeError", code);
    }
    const scripts = total(await sent(), "eval", "evalsha");
    stage.check("nothing is sent for it", scripts === 0, `${scripts} scripts`);

    const first = stage.random.int(0, SEPARATE.length - 1);
    const names = [...SEPARATE.slice(first), ...SEPARATE.slice(0, first)];
    const locks = await Promise.all(names.map((name) => holder.acquire(name)));
    const free = names.filter((_, i) => locks[i]?.held !== true);
    stage.check("they are separate locks", free.length === 0, JSON.stringify(free));
    const others = await Promise.all(names.map((name) => other.tryAcquire(name)));
    const both = names.filter((_, i) => others[i]?.code !== "BUSY");
    stage.check("each is held once", both.length === 0, JSON.stringify(both));
    for (const lock of locks) await holder.release(lock);
  },
};
