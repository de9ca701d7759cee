import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { conformance } from "@lockwire/core/testing";
import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import { createFileLocks } from "../src/create-file-locks.js";
import { fileBackend } from "../src/file-backend.js";

const example = fileURLToPath(new URL("..", import.meta.url));
const run = promisify(execFile);
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lockwire-file-lock-"));
});

afterAll(() => rm(folder, { recursive: true }));

describe("conforms", () => {
  conformance({ describe, test }, { connect: (options) => createFileLocks(folder, options) });
});

const options = { enqueue: true };

it("is acquired by one of many that find it expired", async () => {
  const backend = fileBackend(folder);
  const contenders = Array.from({ length: 40 }, (_, index) =>
    backend.contender({ name: "expired", token: `t${index}` }),
  );
  for (let round = 0; round < 10; round++) {
    await backend.forceRelease("expired");
    await backend.contender({ name: "expired", token: `dead${round}` }).tryAcquire(1, options);
    await new Promise((resolve) => setTimeout(resolve, 5));
    const results = await Promise.all(contenders.map((one) => one.tryAcquire(60_000, options)));
    expect(results.filter(({ acquired }) => acquired)).toHaveLength(1);
  }
});

it("is acquired by the same token again, with a fence that rises", async () => {
  const backend = fileBackend(folder);
  const ours = backend.contender({ name: "again", token: "ours" });
  const first = await ours.tryAcquire(60_000, options);
  const second = await ours.tryAcquire(60_000, options);
  if (!(first.acquired && second.acquired)) throw new Error("not acquired");
  expect(second.fence).toBeGreaterThan(first.fence);
  expect(await backend.release("again", "theirs")).toBe(false);
  expect(await ours.release()).toBe(true);
  expect(await ours.release()).toBe(false);
});

it("is not renewed once its lease has run out", async () => {
  const backend = fileBackend(folder);
  const late = backend.contender({ name: "late", token: "ours" });
  await late.tryAcquire(1, options);
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(await late.renew(60_000, { shorten: false })).toBe(false);
  const next = backend.contender({ name: "late", token: "theirs" });
  expect(await next.tryAcquire(60_000, options)).toMatchObject({ acquired: true });
});

it("is shortened by a renewal that asks for it, and by no other", async () => {
  const backend = fileBackend(folder);
  const ours = backend.contender({ name: "shortened", token: "ours" });
  await ours.tryAcquire(60_000, options);
  await Promise.all([
    ours.renew(1_000, { shorten: false }),
    ours.renew(90_000, { shorten: false }),
    ours.renew(2_000, { shorten: false }),
  ]);
  expect((await backend.peek("shortened")).ttl).toBeGreaterThan(60_000);
  expect(await ours.renew(1_000, { shorten: true })).toBe(true);
  expect((await backend.peek("shortened")).ttl).toBeLessThanOrEqual(1_000);
});

it("is released although a renewal is under way", async () => {
  const backend = fileBackend(folder);
  for (let round = 0; round < 20; round++) {
    const ours = backend.contender({ name: "renewed", token: `ours${round}` });
    await ours.tryAcquire(60_000, options);
    const [released] = await Promise.all([
      ours.release(),
      ours.renew(60_000 + round, { shorten: false }),
    ]);
    expect(released).toBe(true);
    expect(await backend.peek("renewed")).toEqual({ held: false, ttl: 0 });
  }
});

it("says so when the folder cannot be read, rather than that a lock is free", async () => {
  const locks = createFileLocks(join(example, "package.json"));
  await expect(locks.peek("any")).rejects.toMatchObject({ code: "LOCK_BACKEND" });
  await locks.close();
});

it("keeps processes apart, and its fence rising", async () => {
  const shared = await mkdtemp(join(folder, "processes-"));
  const env = { ...process.env, LOCK_FOLDER: shared };
  const program = join(example, "dist", "main.js");
  const printed = await Promise.all(
    [1, 2, 3].map(() => run(process.execPath, [program], { env, timeout: 60_000 })),
  );
  const fences = printed.flatMap(({ stdout }) => stdout.match(/(?<=fence )\d+/g) ?? []).map(Number);
  expect(fences).toHaveLength(9);
  expect(new Set(fences).size).toBe(9);
});

it("stays under eighty lines of code", async () => {
  const files = ["create-file-locks.ts", "file-backend.ts"];
  const sources = files.map((file) => readFile(join(example, "src", file), "utf8"));
  const lines = (await Promise.all(sources)).join("\n").split("\n");
  const code = lines.filter((line) => line.trim() !== "" && !/^\s*(\/\/|\/?\*)/.test(line));
  expect(code.length).toBeLessThan(80);
});
