import { PassThrough } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import type { Standing } from "../src/part/standing.js";
import { LiveScreen } from "../src/view/live-screen.js";
import { PlainScreen } from "../src/view/plain-screen.js";

const standing: Standing = {
  elapsed: 1_234,
  members: [
    { label: "process 1", state: "holds", raised: 1_000, longestWait: 1.5 },
    { label: "process 2", state: "killed", raised: 12, longestWait: 2_001 },
  ],
  handoff: { p50: 0.25, p99: 1.75 },
  commandsPerHandoff: 2,
};

describe("a terminal", () => {
  it("shows who holds the lock and all figures, in place", () => {
    const terminal = new PassThrough({ encoding: "utf8" });
    const screen = new LiveScreen(terminal);
    screen.show({ ...standing, elapsed: 100 });
    screen.say("a line above");
    screen.settle(standing);
    const written: string = terminal.read();
    const text = stripVTControlCharacters(written);
    expect(text).toMatch(/process 1 +│ holds +│ +1,000 │ +1\.50 ms/);
    expect(text).toMatch(/process 2 +│ killed +│ +12 │ +2,001\.00 ms/);
    expect(text).toContain("p50 0.25 ms, p99 1.75 ms; Redis commands per hand-off 2.00");
    expect(text).toContain("a line above\n");
    // The cursor goes back up to draw over what was there.
    expect(written).toContain("\u001b[1A");
  });
});

describe("anything else", () => {
  it("gets a plain line a second, and all figures at the end", () => {
    const lines: string[] = [];
    const screen = new PlainScreen((line) => lines.push(line));
    for (const elapsed of [900, 1_000, 1_500, 1_999, 2_000]) screen.show({ ...standing, elapsed });
    expect(lines).toEqual([
      "  1.0 s: process 1 holds the lock; acquisitions 1,000 + 12; hand-off p50 0.25 ms, p99 1.75 ms",
      "  2.0 s: process 1 holds the lock; acquisitions 1,000 + 12; hand-off p50 0.25 ms, p99 1.75 ms",
    ]);
    screen.settle(standing);
    expect(lines.slice(2)).toEqual([
      "  process 1: 1,000 acquisitions, longest wait 1.50 ms",
      "  process 2: 12 acquisitions, longest wait 2,001.00 ms, killed",
      "  hand-off latency p50 0.25 ms, p99 1.75 ms; Redis commands per hand-off 2.00",
    ]);
  });
});
