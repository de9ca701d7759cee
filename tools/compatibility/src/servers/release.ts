/** A version of a server, and the suite of Debian that has it. */
export interface ServerRelease {
  readonly name: string;
  readonly suite: string;
  /** The package, and the program in it. */
  readonly program: "redis-server" | "valkey-server";
}

/** Oldest first. A suite that is not stable yet may bring a later version: the table says which one was run. */
export const RELEASES: readonly ServerRelease[] = [
  { name: "Redis 6.0", suite: "bullseye", program: "redis-server" },
  { name: "Redis 7.0", suite: "bookworm", program: "redis-server" },
  { name: "Redis 8.0", suite: "trixie", program: "redis-server" },
  { name: "Valkey 8.1", suite: "trixie", program: "valkey-server" },
  { name: "Valkey 9.1", suite: "forky", program: "valkey-server" },
];
