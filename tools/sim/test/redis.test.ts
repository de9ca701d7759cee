import { Random } from "@lockwire/harness";
import { startRedis } from "@lockwire/support";
import { expect, test } from "vitest";
import { SNIPPETS } from "./lua-snippets.js";
import { randomCommand } from "./random-commands.js";
import { Twins } from "./twins.js";

/** Every reply is waited for, on a machine that may be busy. */
const TIMEOUT = 300_000;

test.each([2, 3] as const)(
  "The Redis in memory answers random commands as a real one does, from scripts and without, in RESP%i",
  { timeout: TIMEOUT },
  async (protocol) => {
    await using server = await startRedis();
    await using twins = await Twins.open(server, protocol);
    const random = new Random(1);
    for (let index = 0; index < 20_000; index++) await twins.ask(...randomCommand(random));
    expect(twins.differences.slice(0, 10)).toEqual([]);
  },
);

test.each([2, 3] as const)("Its Lua is that of a real one, in RESP%i", async (protocol) => {
  await using server = await startRedis();
  await using twins = await Twins.open(server, protocol);
  for (const snippet of SNIPPETS) await twins.ask("EVAL", snippet, "1", "k", "x", "12", "3.7");
  expect(twins.differences).toEqual([]);
});
