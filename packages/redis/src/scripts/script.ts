import { createHash } from "node:crypto";
import announce from "./announce.lua";
import batch from "./batch.lua";
import changes from "./changes.lua";
import { LUA_CONSTANTS } from "./constants.js";
import fence from "./fence.lua";
import holds from "./holds.lua";
import modes from "./modes.lua";
import publish from "./publish.lua";
import publishSharded from "./publish-sharded.lua";
import queue from "./queue.lua";
import renewal from "./renewal.lua";
import serve from "./serve.lua";
import slots from "./slots.lua";

const SNIPPETS: Readonly<Record<string, string>> = {
  announce,
  changes,
  fence,
  holds,
  modes,
  publish,
  queue,
  renewal,
  serve,
  slots,
};
const SHARDED = { ...SNIPPETS, publish: publishSharded };

/** A Lua script: one atomic step. Each states its KEYS, ARGV and reply in its header. */
export class Script {
  readonly #lua: string;
  readonly #snippets: Readonly<Record<string, string>>;
  #assembled: readonly [shared: string, body: string] | undefined;
  #sha: string | undefined;
  #batch: Script | undefined;
  #sharded: Script | undefined;

  /**
   * @param lua its text. A line `-- include x` is replaced by the text of x.lua; `-- share x` by one that is defined once per
   *   call, for all its steps, so its functions take the keys as arguments.
   */
  constructor(lua: string, snippets: Readonly<Record<string, string>> = SNIPPETS) {
    this.#lua = lua;
    this.#snippets = snippets;
  }

  get source(): string {
    return this.#parts.join("\n");
  }

  get sha(): string {
    this.#sha ??= createHash("sha1").update(this.source).digest("hex");
    return this.#sha;
  }

  /** The same step for many locks in one call: a step that fails does not affect the others. */
  get batch(): Script {
    const [shared, body] = this.#parts;
    this.#batch ??= new Script(`${shared}\n${batch.replace("-- the step", () => body)}`);
    return this.#batch;
  }

  /** The Cluster variant, which publishes in the lock's own slot. */
  get sharded(): Script {
    this.#sharded ??= new Script(this.#lua, SHARDED);
    return this.#sharded;
  }

  /** Assembled when the script first runs, so that an import does not wait for it: a program uses few of them. */
  get #parts(): readonly [shared: string, body: string] {
    this.#assembled ??= [
      expand([...this.#lua.matchAll(/^-- share .*$/gm)].join("\n"), this.#snippets),
      expand(this.#lua.replace(/^-- share .*$/gm, ""), this.#snippets),
    ];
    return this.#assembled;
  }
}

function expand(lua: string, snippets: Readonly<Record<string, string>>): string {
  const included = lua.replace(
    /^-- (?:include|share) (\w+)$/gm,
    (_, name: string) => snippets[name] ?? "",
  );
  const text = included.includes("-- include ") ? expand(included, snippets) : included;
  return text.replace(/\b[A-Z_]{4,}\b/g, (word) => `${LUA_CONSTANTS[word] ?? word}`);
}
