import { LockBackendError } from "@lockwire/core";
import type { RedisTarget } from "../client/commands.js";
import type { Connection } from "../client/connection.js";
import { loadIoredis } from "../client/load-ioredis.js";
import { owned, ownOptions } from "../client/own-connection.js";
import { parseRedisUrl, type RedisAddress } from "../client/redis-url.js";
import type { ScriptCall, Scripts } from "../client/script-runner.js";
import { checkDurability } from "../replication/durability.js";
import type { Script } from "../scripts/script.js";
import { type LinkOptions, linkOver, type RedisLink } from "./redis-link.js";

/**
 * A link to the address in a URL, over an ioredis connection that Lockwire owns. ioredis is loaded in the background from
 * the start; commands that are sent earlier wait for it.
 */
export class UrlLink implements RedisLink {
  readonly target: RedisTarget;
  readonly scripts: Scripts = {
    run: (script, call) => this.#open?.scripts.run(script, call) ?? this.#runLater(script, call),
    check: () => this.#open?.scripts.check(),
  };
  readonly #opening: Promise<RedisLink>;
  #open: RedisLink | undefined;

  /** @throws {RangeError | TypeError} on a bad URL, whose text is not shown, or a bad `durability`. */
  constructor(url: string, options: LinkOptions) {
    const address = parseRedisUrl(url);
    const { durability, commandTimeout } = options;
    if (durability !== undefined) checkDurability(durability, commandTimeout);
    this.target = { options: { keyPrefix: address.keyPrefix ?? "" } };
    this.#opening = openLink(address, options);
    this.#opening.then(
      (link) => {
        this.#open = link;
      },
      () => undefined,
    );
  }

  get interruptions(): number {
    return this.#open?.interruptions ?? 0;
  }

  connection(): Connection {
    if (this.#open === undefined) throw new Error("not loaded yet");
    return this.#open.connection();
  }

  async close(): Promise<void> {
    await this.#opening.catch(() => undefined);
    await this.#open?.close();
  }

  async #runLater(script: Script, call: ScriptCall): Promise<unknown> {
    const { name, operation } = call;
    const link = await this.#opening.catch((cause: unknown) => {
      throw new LockBackendError(name, operation, { cause, retryFor: 0 });
    });
    return link.scripts.run(script, call);
  }
}

async function openLink(address: RedisAddress, options: LinkOptions): Promise<RedisLink> {
  const { Redis } = await loadIoredis();
  const redis = new Redis({ ...ownOptions(options.commandTimeout), ...address });
  return linkOver(owned(redis, options), options);
}
