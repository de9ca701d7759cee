import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createPubSubLocks } from "@lockwire/redis-pubsub";
import { type RedisServer, startRedis } from "@lockwire/support";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PROGRAM } from "./helpers/lockwire.js";

let server: RedisServer;

beforeAll(async () => {
  server = await startRedis();
});

afterAll(() => server?.stop());

const environment = () => ({ PATH: process.env["PATH"], REDIS_URL: server.url });

/** Runs `lockwire` with arguments of a shell, redirections among them. */
function shell(args: string) {
  const script = `"$0" "$1" ${args}`;
  const { status, stdout, stderr } = spawnSync("sh", ["-c", script, process.execPath, PROGRAM], {
    env: environment(),
    encoding: "utf8",
    timeout: 50_000,
    killSignal: "SIGKILL",
  });
  return { status, stdout, stderr };
}

describe.runIf(process.platform === "linux")("on a full disk", () => {
  test.each([
    ["run job --json -- sh -c 'exit 3'", 3],
    ["run job -- no-such-command", 127],
    ["run job --nix --json", 64],
    ["", 64],
    ["peek job --redis redis://127.0.0.1:1", 69],
  ])("messages get lost, and the status stays: %j", (args, status) => {
    expect(shell(`${args} 2>/dev/full`)).toMatchObject({ status });
  });

  test.each([
    ...["--help", "run --help --json", "--version", "completion bash", "peek job"],
    ...["watch job", "watch job --json", "bench --for 100ms"],
  ])("output gets lost, with a status and a line that say so: %j", async (args) => {
    expect(shell(`${args} >/dev/full`)).toEqual({
      status: 74,
      stdout: "",
      stderr: expect.stringMatching(/^lockwire: the output cannot be written: ENOSPC.*\n$/),
    });
    const left = await server.admin().keys("*bench*");
    expect(left.filter((key) => !key.endsWith(":fence"))).toEqual([]);
  });

  test("a lock is released all the same, and the status is not that of one that was not held", async () => {
    await using locks = createPubSubLocks({ redis: server.url });
    await locks.acquire("forced");
    expect(shell("release forced --force >/dev/full")).toMatchObject({ status: 74 });
    expect(await locks.peek("forced")).toMatchObject({ held: false });
  });
});

test.each([["--help"], ["run", "--help"], ["--version"], ["completion", "zsh"], ["peek", "job"]])(
  "ends as others do when nobody reads its output: %s",
  async (...args) => {
    const child = spawn(process.execPath, [PROGRAM, ...args], { env: environment() });
    child.stdout.destroy();
    let stderr = "";
    child.stderr.on("data", (text) => {
      stderr += text;
    });
    expect(await once(child, "close")).toEqual([null, "SIGPIPE"]);
    expect(stderr).toBe("");
  },
);

test("help and version say nothing on stderr, with --json either", () => {
  for (const args of ["--version --json", "run --help --json"]) {
    expect(shell(args)).toMatchObject({ status: 0, stderr: "" });
  }
});
