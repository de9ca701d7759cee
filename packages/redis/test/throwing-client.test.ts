import { LockBackendError } from "@lockwire/core";
import { DEFAULTS } from "@lockwire/core/backend";
import { expect, test } from "vitest";
import type { RedisCommands } from "../src/client/commands.js";
import { connectionOver } from "../src/client/connection-over.js";
import { ScriptRunner } from "../src/client/script-runner.js";
import { Script } from "../src/scripts/script.js";

const [ONE, OTHER] = [new Script("return 1"), new Script("return 2")];

/** A client that throws for one key, and answers with the others. */
function throwing(broken: string, thrown: unknown): RedisCommands & { sent: string[] } {
  const sent: string[] = [];
  const run = (_script: string, _count: number, key = "") => {
    if (key === broken) throw thrown;
    sent.push(key);
    return Promise.resolve(key);
  };
  return { sent, isCluster: true, eval: run, evalsha: run };
}

function runner(client: RedisCommands) {
  const connection = connectionOver(client, DEFAULTS);
  const scripts = new ScriptRunner(connection);
  const run = (script: Script, key: string) =>
    scripts.run(script, { operation: "acquire", name: key, keys: [key], args: [] });
  return { run, connection };
}

test.each([new TypeError("Cannot read properties of undefined"), "a string", undefined])(
  "a client that throws %s rejects the step, and the others of the turn are sent",
  async (thrown) => {
    const client = throwing("b", thrown);
    const { run, connection } = runner(client);
    const asked = [run(ONE, "a"), run(ONE, "b"), run(OTHER, "c"), run(ONE, "d")];
    const [a, b, c, d] = await Promise.allSettled(asked);
    expect([a, c, d].map((result) => result?.status)).toEqual(Array(3).fill("fulfilled"));
    expect(client.sent).toEqual(["a", "c", "d"]);
    expect(b).toMatchObject({ status: "rejected", reason: { operation: "acquire" } });
    expect(b?.status === "rejected" && b.reason).toBeInstanceOf(LockBackendError);
    await expect(run(ONE, "b")).rejects.toBeInstanceOf(LockBackendError);
    await connection.close();
  },
);

test("a client that replies without a promise is understood", async () => {
  const run = () => "at once" as unknown as Promise<unknown>;
  const { run: ask } = runner({ eval: run, evalsha: run });
  expect(await ask(ONE, "a")).toBe("at once");
});

test("a client whose sockets cannot be looked at is written to all the same", async () => {
  const client = Object.assign(throwing("none", undefined), {
    nodes() {
      throw new Error("not connected");
    },
  });
  const { run } = runner(client);
  expect(await Promise.all([run(ONE, "a"), run(ONE, "b")])).toEqual(["a", "b"]);
});
