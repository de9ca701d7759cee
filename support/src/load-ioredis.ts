import type * as ioredis from "ioredis";

/** The ioredis module, with the types of its newest major. */
export type Ioredis = typeof ioredis;

/** The major version of ioredis under test: LOCKWIRE_IOREDIS, 5 or 6. @default 6 */
export function ioredisMajor(): 5 | 6 {
  const major = process.env["LOCKWIRE_IOREDIS"] ?? "6";
  if (major === "5") return 5;
  if (major === "6") return 6;
  throw new RangeError(`LOCKWIRE_IOREDIS must be 5 or 6, got ${major}`);
}

/**
 * The ioredis under test.
 *
 * @param version the one that {@link ioredisMajor} names, when left out; "5.10" is the last one that, pipelining by
 * itself, tells the node of an EVALSHA by the script's digest
 */
export async function loadIoredis(version: 5 | "5.10" | 6 = ioredisMajor()): Promise<Ioredis> {
  // What the tests use of them is the same, so that one set of types serves all.
  if (version === "5.10") return (await import("ioredis510")) as unknown as Ioredis;
  if (version === 5) return (await import("ioredis5")) as unknown as Ioredis;
  return import("ioredis");
}
