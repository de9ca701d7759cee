import { createHash } from "node:crypto";

/** A Lua script: one atomic step. Each states its KEYS, ARGV and reply in its header. */
export class Script {
  readonly source: string;
  readonly sha: string;

  constructor(source: string) {
    this.source = source;
    this.sha = createHash("sha1").update(source).digest("hex");
  }
}
