import { once } from "node:events";
import type { LockClient } from "@lockwire/core";
import { startProxy, type TcpProxy, waitUntil } from "@lockwire/support";
import type { Redis } from "ioredis";
import { Fleet, lockKey } from "./fleet.js";

/** A lock client behind a proxy. */
export class LateClient implements AsyncDisposable {
  readonly fleet: Fleet;
  readonly proxy: TcpProxy;
  readonly client: LockClient;
  readonly #redis: string | Redis;

  private constructor(fleet: Fleet, proxy: TcpProxy, redis: string | Redis) {
    this.fleet = fleet;
    this.proxy = proxy;
    this.client = fleet.client({ redis, commandTimeout: 2_000 });
    this.#redis = redis;
  }

  static async connect(open: (url: string) => string | Redis): Promise<LateClient> {
    const fleet = await Fleet.start();
    const proxy = await startProxy({ target: fleet.server });
    return new LateClient(fleet, proxy, open(proxy.url));
  }

  /** Long before a lease would end. */
  async isFreeSoon(name: string): Promise<void> {
    const isFree = async () => (await this.fleet.server.admin().exists(lockKey(name))) === 0;
    await waitUntil(isFree, { what: "a free lock", timeout: 10_000 });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (typeof this.#redis !== "string") this.#redis.disconnect();
    await this.proxy.close();
    await this.fleet[Symbol.asyncDispose]();
  }
}

/** An ioredis client as users have them: it sends again what was not answered. */
export function patient(redis: Redis): Redis {
  return redis.on("error", () => undefined);
}

/** Asks for something whose reply, to the last of so many commands, is lost. */
export async function losingTheReply<T>(proxy: TcpProxy, commands: number, ask: () => Promise<T>) {
  let seen = proxy.traffic.commands;
  const last = seen + commands;
  proxy.stall("toServer");
  const answer = ask();
  answer.catch(() => undefined);
  for (;;) {
    const more = () => proxy.traffic.commands > seen;
    await waitUntil(more, { what: "the next command", every: 1 });
    seen = proxy.traffic.commands;
    if (seen >= last) proxy.drop("toClient");
    proxy.flow("toServer");
    if (seen >= last) return { answer };
    proxy.stall("toServer");
  }
}

/** Asks for something whose command is held back until its connection is cut, and long after that. */
export async function heldBack<T>(proxy: TcpProxy, ask: () => Promise<T>) {
  const late = new AbortController();
  const sent = proxy.traffic.commands;
  proxy.stall("toServer");
  const answer = ask();
  answer.catch(() => undefined);
  await waitUntil(() => proxy.traffic.commands > sent, { what: "the command" });
  proxy.cut(once(late.signal, "abort"));
  proxy.flow("toServer");
  return {
    answer,
    /** Resolves when the server has got it. */
    async arrival() {
      const { connections } = proxy;
      late.abort();
      await waitUntil(() => proxy.connections < connections, { what: "its end" });
    },
  };
}

/** What was sent before has been answered when this is. */
export async function untilAnswered(client: LockClient, name: string): Promise<void> {
  const isAnswered = () =>
    client.peek(name).then(
      () => true,
      () => false,
    );
  await waitUntil(isAnswered, { what: "an answer" });
}
