import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { type RedisServer, startRedis } from "@lockwire/support";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { VARIANTS } from "./variants.js";

const PROCESSES = 4;
const TASKS = 25;
const program = fileURLToPath(new URL("./tasks.mjs", import.meta.url));

/** What the lock guards: it turns down a fence that is not above the last, and notices two that are inside at once. */
class Resource {
  entered = 0;
  overlaps = 0;
  stale = 0;
  #last = 0;
  readonly #inside = new Set<number>();

  enter(fence: number): void {
    this.entered += 1;
    if (this.#inside.size > 0) this.overlaps += 1;
    if (fence <= this.#last) this.stale += 1;
    this.#last = Math.max(this.#last, fence);
    this.#inside.add(fence);
  }

  leave(fence: number): void {
    this.#inside.delete(fence);
  }

  serve(child: ChildProcess): void {
    child.on("message", (told: { readonly enter?: number; readonly leave?: number }) => {
      if (told.leave !== undefined) this.leave(told.leave);
      if (told.enter === undefined) return;
      this.enter(told.enter);
      child.send("go on");
    });
  }
}

describe.each(VARIANTS)("$title: four processes of 25 tasks each", ({ title }) => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server.stop());

  test("are inside one after another, each with a higher fence than the one before", async () => {
    const resource = new Resource();
    const children = Array.from({ length: PROCESSES }, () =>
      fork(program, [title, server.url, `${TASKS}`]),
    );
    const exits = children.map((child) => once(child, "exit"));
    await Promise.all(children.map((child) => once(child, "message")));
    for (const child of children) {
      resource.serve(child);
      child.send("begin");
    }

    expect(await Promise.all(exits)).toEqual(children.map(() => [0, null]));
    expect(resource).toMatchObject({ entered: PROCESSES * TASKS, overlaps: 0, stale: 0 });
    const keys = await server.admin().keys("*");
    expect(keys).toEqual(["lockwire:{resource}:fence"]);
  });
});
