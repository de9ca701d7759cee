import { expect, test } from "vitest";
import { runNode } from "./helpers/run.js";

/** Locks in memory have no socket, and their timers keep no process alive. */
const SUITE = `
  import { describe, test } from "node:test";
  import { createMemoryLocks, MemorySpace } from "@lockwire/core";
  import { conformance } from "@lockwire/core/testing";

  const space = new MemorySpace();
  conformance({ describe, test }, { sharing: true, minHold: true, resume: true, connect: (options) => createMemoryLocks({ ...options, space }) });
`;

test("the conformance suite runs to its end under node --test, with a backend without a socket", async () => {
  const args = ["--test-reporter=tap", "--input-type=module", "--eval", SUITE];
  const report = await runNode(args, { cwd: import.meta.dirname });
  expect(report).toMatch(/^# cancelled 0$/m);
  expect(report).toMatch(/^# fail 0$/m);
  expect(Number(/^# pass (\d+)$/m.exec(report)?.[1])).toBeGreaterThan(100);
}, 120_000);
