import { WorkerProcess } from "@lockwire/harness";
import { waitUntil } from "@lockwire/support";
import { afterEach, beforeEach, expect, test } from "vitest";

interface Command {
  readonly do: "greet" | "echo" | "fail" | "crash" | "never" | "close" | "start";
  readonly value?: unknown;
}

const PROGRAM = new URL("worker.mjs", import.meta.url);

let worker: WorkerProcess<Command, unknown>;

beforeEach(async () => {
  worker = new WorkerProcess(PROGRAM, { greeting: "Hello" }, { name: "worker 1" });
  await worker.ready;
});

afterEach(() => worker.kill());

test("A worker has its setup, and answers each command by itself", async () => {
  const unanswered = worker.tell({ do: "never" });
  const values = [Number.NaN, Number.POSITIVE_INFINITY, Float64Array.of(1.5)];
  const answers = await Promise.all([
    worker.tell({ do: "greet", value: "you" }),
    ...values.map((value) => worker.tell({ do: "echo", value })),
  ]);
  expect(answers).toEqual(["Hello you", ...values]);
  await worker.kill();
  await expect(unanswered).rejects.toThrow("worker 1 ended with SIGKILL");
});

test("A command that fails rejects, and the next is answered", async () => {
  await expect(worker.tell({ do: "fail" })).rejects.toThrow("it failed");
  expect(await worker.tell({ do: "greet", value: "again" })).toBe("Hello again");
});

test("A crash rejects what is unanswered, with its reason", async () => {
  const unanswered = worker.tell({ do: "never" });
  await expect(worker.tell({ do: "crash" })).rejects.toThrow("nobody catches this");
  await expect(unanswered).rejects.toThrow("nobody catches this");
  expect(await worker.ended).toEqual({ code: 1, signal: null });
  await expect(worker.tell({ do: "never" })).rejects.toThrow("worker 1 has ended");
});

test("A worker that cannot get ready says why", async () => {
  const broken = new WorkerProcess<Command, unknown>(PROGRAM, { trouble: "no connection" });
  await expect(broken.ready).rejects.toThrow("no connection");
});

test("The last command is answered, and then the process ends", async () => {
  expect(await worker.tell({ do: "close" })).toBeUndefined();
  expect(await worker.ended).toEqual({ code: 0, signal: null });
  expect(worker.alive).toBe(false);
});

test("A worker ends with its parent, whatever it is at", async () => {
  const pid = Number(await worker.tell({ do: "start" }));
  expect(runs(pid)).toBe(true);
  await worker.kill();
  await waitUntil(() => !runs(pid), { what: "the worker of the worker to end" });
});

function runs(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
