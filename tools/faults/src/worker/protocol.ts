import type { AcquireOptions } from "@lockwire/core";

/** Options of one acquisition, as far as JSON carries them: `null` is no bound. */
export type Terms = Omit<AcquireOptions, "signal" | "blockingTimeout"> & {
  readonly blockingTimeout?: number | null;
  /** Cancels the wait after so many ms. */
  readonly abortAfter?: number;
};

/** A loop that takes one of the names, holds it, and gives it back, again and again. */
export interface Load {
  readonly names: readonly string[];
  /** How many such loops. */
  readonly loops: number;
  /** The shortest and the longest hold, in ms. */
  readonly hold: readonly [min: number, max: number];
  readonly terms?: Terms;
  /** Whether limits differ, in a run with limits: some then hold together. */
  readonly mixed?: boolean;
  /** How many rounds each loop makes; until `halt` when left out. */
  readonly rounds?: number;
}

/** What a worker does when it is told to. */
export type Command =
  | { readonly do: "acquire" | "try"; readonly name: string; readonly terms?: Terms }
  | { readonly do: "release" | "look" | "write" | "token"; readonly op: string }
  | { readonly do: "extend"; readonly op: string; readonly ttl?: number }
  | { readonly do: "peek" | "forceRelease"; readonly name: string }
  | { readonly do: "release-token"; readonly name: string; readonly token: string }
  | { readonly do: "open-transaction" | "end-transaction" }
  | { readonly do: "load"; readonly load: Load }
  | { readonly do: "finish" | "halt" | "memory" }
  | { readonly do: "block"; readonly ms: number }
  | { readonly do: "step-clock"; readonly ms: number }
  | { readonly do: "close" };

/** What came of a command; each fills in what it has to say. */
export interface Answer {
  /** Names the acquisition in later commands, and in the history. */
  readonly op?: string;
  readonly held?: boolean;
  readonly fence?: number;
  readonly remaining?: number;
  readonly token?: string;
  /** Of a release, or a write that the resource took. */
  readonly ours?: boolean;
  /** Of a load that is over: how often it had the lock. */
  readonly rounds?: number;
  /** MB of heap after a collection, where that can be had. */
  readonly heap?: number;
  /** Of an error: its code, or BUSY for a single attempt that found the lock held. */
  readonly code?: string;
  readonly message?: string;
  /** All that an error shows of itself, for canaries: message, stack, inspect and JSON. */
  readonly shown?: string;
}
