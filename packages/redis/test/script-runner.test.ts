import { DEFAULTS } from "@lockwire/core/backend";
import { startRedis } from "@lockwire/support";
import { Redis } from "ioredis";
import { expect, test } from "vitest";
import { connectionOver } from "../src/client/connection-over.js";
import { ScriptRunner } from "../src/client/script-runner.js";
import { Script } from "../src/scripts/script.js";

test("steps with more arguments and steps with fewer each get their own", async () => {
  await using server = await startRedis();
  const redis = new Redis(server.url);
  const connection = connectionOver(redis, DEFAULTS);
  const scripts = new ScriptRunner(connection);
  const echo = new Script("return {KEYS[1], ARGV[1], ARGV[2]}");
  const run = (name: string, ...args: string[]) =>
    scripts.run(echo, { operation: "acquire", name, keys: [name], args });
  const asked = [run("a", "1"), run("b", "2", "x"), run("c", "3", "y"), run("d", "4")];
  expect(await Promise.all(asked)).toEqual([
    ["a", "1"],
    ["b", "2", "x"],
    ["c", "3", "y"],
    ["d", "4"],
  ]);
  await connection.close();
  redis.disconnect();
});
