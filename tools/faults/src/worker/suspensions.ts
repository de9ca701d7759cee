import { openSync, readSync, writeFileSync } from "node:fs";

/** What a timer may be early by, in ms: it counts whole ones. */
const EARLY = 2;

/** Notes for how long a process has been suspended in all, in ms. */
export function noteSuspensions(file: string, ms: number): void {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(ms);
  writeFileSync(file, bytes);
}

/**
 * Makes this process's monotonic clock, and its timers, miss what is noted in the file, as on Linux those of a machine do
 * that is suspended; its other clocks run on. Comes before all that keeps a clock or a timer.
 */
export function missSuspensions(file: string): void {
  noteSuspensions(file, 0);
  const source = openSync(file, "r");
  const bytes = Buffer.alloc(8);
  const { setTimeout, performance } = globalThis;
  const realNow = performance.now.bind(performance);
  const now = () => {
    readSync(source, bytes, 0, 8, 0);
    return realNow() - bytes.readDoubleLE();
  };
  Object.defineProperty(performance, "now", { value: now });
  globalThis.setTimeout = new Proxy(setTimeout, {
    apply(start, self, [callback, ms = 0, ...args]: [() => void, number?, ...unknown[]]) {
      const dueAt = now() + ms;
      const timer: NodeJS.Timeout = Reflect.apply(start, self, [
        () => {
          if (now() < dueAt - EARLY) timer.refresh();
          else Reflect.apply(callback, undefined, args);
        },
        ms,
      ]);
      return timer;
    },
  });
}
