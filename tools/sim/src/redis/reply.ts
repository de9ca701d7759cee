/** A simple string, such as OK. */
export class Status {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export const OK = new Status("OK");

/** An error reply, thrown by a command, or an element of an array. */
export class ErrorReply extends Error {}

/** What a command answers. A bulk string holds bytes as Latin-1. */
export type Reply = number | string | null | Status | ErrorReply | MapReply | readonly Reply[];

/** A map in RESP3, a flat array in RESP2. */
export class MapReply {
  readonly pairs: readonly (readonly [string, Reply])[];

  constructor(pairs: readonly (readonly [string, Reply])[]) {
    this.pairs = pairs;
  }
}

export const WRONG_TYPE = "WRONGTYPE Operation against a key holding the wrong kind of value";
export const SYNTAX = "ERR syntax error";
export const NO_INTEGER = "ERR value is not an integer or out of range";
export const NO_FLOAT = "ERR value is not a valid float";
