import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import type { Crew, Turn } from "../src/crew.js";
import { handoffs, turnsOf } from "../src/figures.js";
import { lanes } from "../src/lanes.js";
import { readOptions } from "../src/options.js";

const crewOf = (...members: readonly { turns: readonly Turn[]; killed?: number }[]) =>
  ({ kind: "lockwire", members }) as unknown as Crew;

/** Ten columns of 10 ms each. */
const draw = (crew: Crew, now: number) =>
  lanes(crew, { from: 0, length: 100, columns: 21 }, now).map(stripVTControlCharacters);

describe("a lane", () => {
  it("has a block where its process holds the lock, and dots where it waits", () => {
    const crew = crewOf(
      { turns: [{ asked: 0, acquired: 10, released: 30 }] },
      { turns: [{ asked: 20, acquired: 30, released: 60 }] },
    );
    expect(draw(crew, 100)).toEqual(["process 1  ·██", "process 2    ·███"]);
  });

  it("shows two holders at a time as a clash", () => {
    const crew = crewOf(
      { turns: [{ asked: 0, acquired: 0, released: 20 }] },
      { turns: [{ asked: 10, acquired: 10, released: 30 }] },
    );
    expect(draw(crew, 100)).toEqual(["process 1  █X", "process 2   X█"]);
  });

  it("ends with the present, and with the death of its process", () => {
    const crew = crewOf(
      { turns: [{ asked: 0, acquired: 0 }], killed: 20 },
      { turns: [{ asked: 0 }] },
    );
    expect(draw(crew, 50)).toEqual(["process 1  ██xxx", "process 2  ·····"]);
  });
});

describe("hand-off times", () => {
  it("run from a release to the next holder, if that one was waiting", () => {
    const { members } = crewOf(
      { turns: [{ asked: 4, acquired: 22, released: 30 }] },
      { turns: [{ asked: 0, acquired: 1, released: 10 }] },
      {
        turns: [
          { asked: 3, acquired: 11, released: 20 },
          { asked: 50, acquired: 51, released: 60 },
        ],
      },
    );
    expect(handoffs(turnsOf(members))).toEqual([1, 2]);
  });
});

describe("the options", () => {
  it("forbid an installation with --no-install", () => {
    expect(readOptions([]).install).toBe(true);
    expect(readOptions(["--no-install"]).install).toBe(false);
  });
});
