import { readFile } from "node:fs/promises";
import type { RedisServer } from "../server/redis-server.js";

export const SECURITY = new URL("../../../SECURITY.md", import.meta.url);

export interface UserOptions {
  /** A permission to leave out. */
  readonly without?: string;
  /** Another name, for a server with several of the kind. */
  readonly as?: string;
}

/** A Redis user as SECURITY.md tells to create it. */
export class DocumentedUser {
  readonly name: string;
  readonly #rules: readonly string[];

  private constructor(name: string, rules: readonly string[]) {
    this.name = name;
    this.#rules = rules;
  }

  /** Reads the line that starts with `ACL SETUSER <name>`. */
  static async read(name: string): Promise<DocumentedUser> {
    return new DocumentedUser(name, await rulesOf(name));
  }

  /** The same user with what another line adds. */
  async with(line: string): Promise<DocumentedUser> {
    return new DocumentedUser(this.name, [...new Set([...this.#rules, ...(await rulesOf(line))])]);
  }

  /** Its commands, keys and channels, each a rule of the line. */
  get permissions(): readonly string[] {
    return this.#rules.filter((rule) => /^[+~&]/.test(rule));
  }

  /** Creates it on the server. Resolves to the URL that logs in as it. */
  async create(server: RedisServer, { without, as = this.name }: UserOptions = {}) {
    const rules = this.#rules.filter((rule) => rule !== without);
    await server.admin().call("ACL", "SETUSER", as, ...rules);
    const password = this.#rules.find((rule) => rule.startsWith(">"))?.slice(1) ?? "";
    return server.url.replace("//", `//${as}:${password}@`);
  }
}

async function rulesOf(name: string): Promise<readonly string[]> {
  const text = await readFile(SECURITY, "utf8");
  const start = `ACL SETUSER ${name} `;
  const line = text.split("\n").find((each) => each.startsWith(start));
  if (line === undefined) throw new Error(`SECURITY.md has no line "${start}..."`);
  return line.slice(start.length).split(" ");
}
