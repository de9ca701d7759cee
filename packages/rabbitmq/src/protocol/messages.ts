/** A question of one process to the holder of a lock in another. */
export type Question = { readonly name: string } & (
  | { readonly kind: "peek" }
  /** From a waiter, with or without the turn: the holder has to have the turn, which its release then passes on. */
  | { readonly kind: "wait"; readonly turn: boolean }
  | { readonly kind: "release"; readonly token: string }
  | { readonly kind: "forceRelease" }
);

export interface Answer {
  /** Whether the lock was held, by the holder that was asked for, when the question came. */
  readonly held: boolean;
  /** The rest of the holder's lease, in ms. */
  readonly left: number;
  readonly fence?: number;
  /** In ms since the epoch. */
  readonly acquiredAt?: number;
  /** What the waiter has to do with its turn: return it to the queue, where the holder is first, or drop it. */
  readonly turn?: "return" | "drop";
}

/** Undefined for what is no question. */
export function readQuestion(content: Buffer): Question | undefined {
  const { name, kind, turn, token } = parse(content);
  if (typeof name !== "string") return undefined;
  switch (kind) {
    case "peek":
    case "forceRelease":
      return { name, kind };
    case "wait":
      return typeof turn === "boolean" ? { name, kind, turn } : undefined;
    case "release":
      return typeof token === "string" ? { name, kind, token } : undefined;
    default:
      return undefined;
  }
}

/** Undefined for what is no answer. */
export function readAnswer(content: Buffer): Answer | undefined {
  const { held, left, fence, acquiredAt, turn } = parse(content);
  if (typeof held !== "boolean" || typeof left !== "number" || !(left >= 0)) return undefined;
  return {
    held,
    left,
    ...(typeof fence === "number" ? { fence } : {}),
    ...(typeof acquiredAt === "number" ? { acquiredAt } : {}),
    ...(turn === "return" || turn === "drop" ? { turn } : {}),
  };
}

function parse(content: Buffer): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(content.toString());
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
