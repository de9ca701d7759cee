import { createHash } from "node:crypto";
import type { Redis } from "ioredis";

/** One command as the server gets it: a native one, or a script by its digest. */
export interface Command {
  readonly words: readonly string[];
  /** What has to be loaded before. */
  readonly source?: string;
}

export function native(...words: readonly string[]): Command {
  return { words };
}

export function script(
  source: string,
  keys: readonly string[],
  args: readonly string[] = [],
): Command {
  const sha = createHash("sha1").update(source).digest("hex");
  return { words: ["evalsha", sha, `${keys.length}`, ...keys, ...args], source };
}

/** Makes the server know all scripts among the commands. */
export async function load(redis: Redis, commands: readonly Command[]): Promise<void> {
  const sources = new Set(commands.flatMap(({ source }) => source ?? []));
  await Promise.all([...sources].map((source) => redis.script("LOAD", source)));
}

/**
 * Sends all in one write.
 *
 * @throws on the first reply that is an error.
 */
export async function sendAll(redis: Redis, commands: readonly Command[]): Promise<void> {
  const line = redis.pipeline(commands.map(({ words }) => [...words]));
  for (const [error] of (await line.exec()) ?? []) if (error) throw error;
}
