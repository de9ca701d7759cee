import { mock } from "node:test";
import { install } from "@sinonjs/fake-timers";
import { vi } from "vitest";

/** Fake timers as a test of a user's puts them in place. */
export interface FakeTime {
  start(): void;
  /** Lets that much time pass, in ms, with all that it sets off. */
  pass(ms: number): Promise<void>;
  stop(): void;
}

type Fakes = NonNullable<NonNullable<Parameters<typeof vi.useFakeTimers>[0]>["toFake"]>;

const TIMERS: Fakes = ["setTimeout", "clearTimeout", "setInterval", "clearInterval"];

function vitest(toFake?: Fakes): FakeTime {
  return {
    start: () => void vi.useFakeTimers(toFake ? { toFake } : {}),
    pass: async (ms) => void (await vi.advanceTimersByTimeAsync(ms)),
    stop: () => void vi.useRealTimers(),
  };
}

/**
 * Without `process.nextTick`, which Node calls for messages between processes: Vitest would wait for ever for one that comes
 * meanwhile. test/jest.test.ts fakes it too.
 */
function sinon(): FakeTime {
  let clock: ReturnType<typeof install> | undefined;
  return {
    start: () => {
      clock = install({ toNotFake: ["nextTick"] });
    },
    pass: async (ms) => void (await clock?.tickAsync(ms)),
    stop: () => clock?.uninstall(),
  };
}

function nodeTest(apis?: Parameters<typeof mock.timers.enable>[0]): FakeTime {
  return {
    start: () => mock.timers.enable(apis),
    // It settles no promises on the way: a step at a time, as a test would do it.
    pass: async (ms) => {
      for (let passed = 0; passed < ms; passed += 10) {
        mock.timers.tick(Math.min(10, ms - passed));
        for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
      }
    },
    stop: () => mock.timers.reset(),
  };
}

/** By what a user calls them; those that leave the clocks alone tell of the time by their timers only. */
export const FAKE_TIMES: Record<string, { readonly time: FakeTime; readonly clocks: boolean }> = {
  "Vitest, as it comes": { time: vitest(), clocks: true },
  "Vitest before 3, which left performance alone": {
    time: vitest([...TIMERS, "Date"]),
    clocks: true,
  },
  "Vitest, with nothing but timers": { time: vitest(TIMERS), clocks: true },
  "@sinonjs/fake-timers": { time: sinon(), clocks: true },
  "node:test": { time: nodeTest(), clocks: true },
  "node:test, with nothing but timers": {
    time: nodeTest({ apis: ["setTimeout", "setInterval"] }),
    clocks: false,
  },
};
