import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { conformance } from "@lockwire/core/testing";
import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import { createFileLocks } from "../src/create-file-locks.js";
import { fileStore } from "../src/file-store.js";

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

it("is taken by one of many that find it expired", async () => {
  const store = fileStore(folder);
  const claims = Array.from({ length: 40 }, (_, index) => ({
    name: "expired",
    token: `t${index}`,
  }));
  for (let round = 0; round < 10; round++) {
    await store.forceFree("expired");
    await store.take({ name: "expired", token: `dead${round}` }, 1);
    await new Promise((resolve) => setTimeout(resolve, 5));
    const results = await Promise.all(claims.map((claim) => store.take(claim, 60_000)));
    expect(results.filter(({ taken }) => taken)).toHaveLength(1);
  }
});

it("is taken by the same token again, with a fence that rises", async () => {
  const store = fileStore(folder);
  const claim = { name: "again", token: "ours" };
  const [first, second] = [await store.take(claim, 60_000), await store.take(claim, 60_000)];
  if (!(first.taken && second.taken)) throw new Error("not taken");
  expect(second.fence).toBeGreaterThan(first.fence);
  expect(await store.free({ name: "again", token: "theirs" })).toBe(false);
  expect(await store.free(claim)).toBe(true);
  expect(await store.free(claim)).toBe(false);
});

it("does not count a renewal that came too late, and leaves nothing of it", async () => {
  const store = fileStore(folder);
  const claim = { name: "late", token: "ours" };
  await store.take(claim, 1);
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(await store.renew(claim, 60_000)).toBe(false);
  expect(await store.take({ name: "late", token: "theirs" }, 60_000)).toMatchObject({
    taken: true,
  });
});

it("says so when the folder is not to be read, rather than that a lock is free", async () => {
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
  const files = ["create-file-locks.ts", "file-store.ts"];
  const sources = files.map((file) => readFile(join(example, "src", file), "utf8"));
  const lines = (await Promise.all(sources)).join("\n").split("\n");
  const code = lines.filter((line) => line.trim() !== "" && !/^\s*(\/\/|\/?\*)/.test(line));
  expect(code.length).toBeLessThan(80);
});
