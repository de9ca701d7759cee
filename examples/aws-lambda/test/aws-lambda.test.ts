import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { LockClient } from "@lockwire/core";
import { createPubSubLocks } from "@lockwire/redis-pubsub";
import { type Program, type RedisServer, startProgram, startRedis } from "@lockwire/support";
import { afterEach, beforeEach, expect, it } from "vitest";

const folder = fileURLToPath(new URL("..", import.meta.url));
const LOCK = "import-shop:berlin";

let redis: RedisServer;
/** Another instance, elsewhere. */
let other: LockClient;

beforeEach(async () => {
  redis = await startRedis();
  other = createPubSubLocks({ redis: redis.url });
});
afterEach(async () => {
  await other.close();
  await redis.stop();
});

it("runs by the command in its README: once for each event, and to its end", async () => {
  await using instance = startInstance();
  invoke(instance);
  instance.input.end();
  expect(await instance.ended).toBe(0);
  expect(copied(instance)).toBe(5);
  expect(instance.output).toMatch(/^answer: imported$/m);
});

it("leaves a busy shop to the one who has it", async () => {
  await using _held = await other.acquire(LOCK);
  await using instance = startInstance();
  invoke(instance);
  await instance.shows(/^answer: skipped$/m);
  expect(copied(instance)).toBe(0);
});

it("goes no further when it was frozen in a call until someone else had the lock", async () => {
  await using instance = startInstance();
  invoke(instance);
  await instance.shows(/copying page 2/);
  instance.signal("SIGSTOP");
  await using taken = await other.acquire(LOCK);
  const before = copied(instance);
  expect(before).toBeLessThan(5);
  instance.signal("SIGCONT");
  await instance.shows(/^failed: .*was lost/m);
  expect(copied(instance)).toBe(before);
  expect(Number(/with fence (\d+)/.exec(instance.output)?.[1])).toBeLessThan(taken.fence);
});

it("works on when its connections were closed while it was frozen between calls", async () => {
  await using instance = startInstance();
  invoke(instance);
  await instance.shows(/^answer: imported$/m);
  instance.signal("SIGSTOP");
  // The event comes first, so that the call may still send its command on the connection that is gone.
  invoke(instance);
  await redis.admin().call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
  instance.signal("SIGCONT");
  await instance.shows(/^answer: imported$[\s\S]*^answer: imported$/m);
});

it("leaves no timer behind that holds the process", async () => {
  const handler = new URL("../dist/handler.js", import.meta.url).href;
  const script = `
    import { handler } from ${JSON.stringify(handler)};
    await handler({ shop: "berlin" });
    await new Promise((resolve) => setImmediate(resolve));
    console.log("timers:", process.getActiveResourcesInfo().filter((it) => it === "Timeout").length);
    process.exit();`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--input-type=module", "--eval", script],
    { env: { ...process.env, REDIS_URL: redis.url } },
  );
  expect(stdout).toMatch(/^timers: 0$/m);
});

function startInstance(): Program {
  return startProgram(["npm", "start"], { cwd: folder, env: { REDIS_URL: redis.url } });
}

function invoke({ input }: Program): void {
  input.write('{"shop": "berlin"}\n');
}

function copied({ output }: Program): number {
  return output.match(/copying page/g)?.length ?? 0;
}
