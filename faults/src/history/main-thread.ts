import { readFileSync } from "node:fs";

/** Milliseconds that the processor has given to this process's main thread: the kernel's own count, in ns. */
export function mainThreadTime(): number {
  const [ran = "0"] = readFileSync("/proc/self/schedstat", "utf8").split(" ");
  return Number(ran) / 1e6;
}
