import { expect, it } from "vitest";
import { runTask } from "../src/worker/run-task.js";

it("takes a waiter's names one after another, if it has several", async () => {
  const taken: string[] = [];
  const acquire = async (name: string) => {
    taken.push(name);
    if (taken.length >= 8) await new Promise(() => undefined);
    return async () => undefined;
  };
  const names = ["a", "b", "c", "d", "e"];
  await runTask(acquire, { kind: "loop", names, waiters: 2, hold: 0, ms: 50 });
  expect(taken.slice(0, 8)).toEqual(["a", "b", "c", "d", "e", "b", "a", "d"]);
});
