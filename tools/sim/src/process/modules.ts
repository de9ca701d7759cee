import { createRequire } from "node:module";
import type { SimProcess } from "./sim-process.js";

/** What a process reaches beyond itself. */
export interface Modules {
  /** For `require("net")`. */
  readonly net: object;
}

const require = createRequire(import.meta.url);

const DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-";

/** The `require` of a process: Node's own modules, but for those that bring chance, or lead out of the process. */
export function modulesOf(process: SimProcess, { net }: Modules): (name: string) => unknown {
  let tokens = 0;
  const bytes = (size: number) =>
    Buffer.from(Array.from({ length: size }, () => process.random.int(0, 255)));
  const own: Readonly<Record<string, () => object>> = {
    // A token says whose it is, and which one: so does a trace, and so do the checks.
    nanoid: () => ({
      nanoid: () => {
        tokens += 1;
        return tokenOf(process, tokens);
      },
    }),
    net: () => net,
    tls: () => ({}),
    dns: () => ({}),
    os: () => ({
      ...require("node:os"),
      // In seconds, to a hundredth.
      uptime: () => Math.floor(process.clock.boot / 10_000) / 100,
    }),
    crypto: () => ({
      ...require("node:crypto"),
      randomBytes: bytes,
      getRandomValues: undefined,
      randomUUID: undefined,
      randomInt: (max: number) => process.random.int(0, max - 1),
    }),
  };
  return (name) => {
    const plain = name.replace(/^node:/, "");
    const module = own[plain]?.();
    return module ? { ...module, default: module } : require(name);
  };
}

/** As long as nanoid's, from the same characters. */
function tokenOf(process: SimProcess, count: number): string {
  const start = `${process.name}_${count}_`;
  const rest = Array.from({ length: Math.max(21 - start.length, 0) }, () =>
    process.random.int(0, 63),
  );
  return start + rest.map((digit) => DIGITS[digit]).join("");
}
