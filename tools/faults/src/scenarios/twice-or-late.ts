import { once } from "node:events";
import { type RedisServer, type TcpProxy, waitUntil } from "@lockwire/support";
import type { Stage } from "../stage/stage.js";
import type { Worker } from "../stage/worker.js";
import type { Answer } from "../worker/protocol.js";
import { VARIANTS } from "../worker/setup.js";
import type { Scenario } from "./scenario.js";

/** Far longer than the run: what is given to nobody, or taken from somebody, would be seen. */
const TTL = 60_000;
/** When what is late has arrived, within so many ms nothing is left of it. */
const UNDONE = 5_000;
const TERMS = { ttl: TTL, autoExtend: false, blockingTimeout: 10_000 };

interface Actors {
  readonly stage: Stage;
  readonly server: RedisServer;
  /** Its commands are late, or arrive twice. */
  readonly late: Worker;
  readonly other: Worker;
  /** Asks for something whose command is held back or sent again; resolves with the answer, and a way to let the rest arrive. */
  readonly astray: (
    ask: () => Promise<Answer>,
    commands?: number,
  ) => Promise<{ answer: Answer; arrive: () => Promise<unknown> }>;
}

export const scenario: Scenario = {
  row: 44,
  title: "a command sent twice, or late",
  variants: VARIANTS,
  quick: false,
  promises: () => ({}),

  async run(stage) {
    const server = await stage.redis();
    const proxy = await stage.proxy(server);
    const other = await stage.worker(server);
    const cut = await stage.worker({ url: proxy.url });
    const patient = await stage.worker({ url: proxy.url, options: {} });
    const ways = [
      { late: cut, astray: heldBack(stage, proxy) },
      { late: patient, astray: sentAgain(stage, proxy) },
    ];
    for (const way of ways) {
      const actors = { stage, server, other, ...way };
      for (const play of [acquires, shortens, releases, transfers, forces]) {
        await play(actors);
        const free = await other.acquire("job", { ttl: TTL, blockingTimeout: UNDONE });
        stage.check(`${play.name}: no lock is left to nobody`, free.held === true, free.message);
        await other.release(free);
      }
    }
  },
};

/** The command waits on a connection that is cut, and arrives long after those of the next one. */
function heldBack(stage: Stage, proxy: TcpProxy): Actors["astray"] {
  return async (ask, commands = 1) => {
    const sent = proxy.traffic.commands;
    proxy.delay(commands > 1 ? 50 : 0, "toServer");
    if (commands === 1) proxy.stall("toServer");
    const asked = ask();
    await reached(proxy, sent + commands);
    const late = new AbortController();
    proxy.cut(once(late.signal, "abort"));
    await proxy.heal();
    const answer = await asked;
    const arrive = async () => {
      await stage.lasting(stage.random.int(0, 300));
      const { connections } = proxy;
      late.abort();
      await waitUntil(() => proxy.connections < connections, { what: "the end of what is late" });
    };
    return { answer, arrive };
  };
}

/** The command arrives, its reply does not, and ioredis sends it again. */
function sentAgain(stage: Stage, proxy: TcpProxy): Actors["astray"] {
  return async (ask, commands = 1) => {
    const sent = proxy.traffic.commands;
    proxy.delay(50, "toServer");
    const asked = ask();
    await reached(proxy, sent + commands);
    proxy.drop("toClient");
    await stage.lasting(stage.random.int(100, 200));
    await proxy.heal();
    return { answer: await asked, arrive: () => Promise.resolve() };
  };
}

async function reached(proxy: TcpProxy, commands: number): Promise<void> {
  const sent = () => proxy.traffic.commands >= commands;
  await waitUntil(sent, { what: "the command", every: 1 });
}

async function acquires({ stage, late, other, astray }: Actors): Promise<void> {
  const { answer, arrive } = await astray(() => late.acquire("job", TERMS));
  stage.check("an acquire succeeds", answer.held === true, answer.message);
  await late.release(answer);
  const next = await other.acquire("job", TERMS);
  await arrive();
  await stillHolds(stage, other, next, "an acquire");
}

async function shortens({ stage, server, late, astray }: Actors): Promise<void> {
  const lock = await late.acquire("job", TERMS);
  const { arrive } = await astray(() => late.extend(lock, 2_000));
  stage.check("a longer term is given", (await late.extend(lock, TTL)).held === true);
  await arrive();
  const left = await server.admin().pttl("lockwire:{job}");
  const { remaining = 0 } = await late.look(lock);
  stage.check("an earlier shorter one does nothing", left >= remaining, `${left}, ${remaining}`);
  stage.check("its release counts", (await late.release(lock)).ours === true);
}

async function releases({ stage, late, other, astray }: Actors): Promise<void> {
  const lock = await late.acquire("job", TERMS);
  const next = other.acquire("job", TERMS);
  await stage.lasting(50);
  const { arrive } = await astray(() => late.release(lock));
  const held = await next;
  await arrive();
  await stillHolds(stage, other, held, "a release");
}

/** By a step at the server, since the token is known. */
async function transfers({ stage, late, other, astray }: Actors): Promise<void> {
  const lock = await late.acquire("job", TERMS);
  await late.token(lock);
  const next = late.acquire("job", TERMS);
  await stage.lasting(50);
  const { arrive } = await astray(() => late.release(lock));
  const held = await next;
  await late.release(held);
  const last = await other.acquire("job", TERMS);
  await arrive();
  await stillHolds(stage, other, last, "a transfer");
}

/** It looks who holds the lock, and ends that acquisition. */
async function forces({ stage, late, other, astray }: Actors): Promise<void> {
  const lock = await other.acquire("job", TERMS);
  const { arrive } = await astray(() => late.tell({ do: "forceRelease", name: "job" }), 2);
  await other.release(lock);
  const next = await other.acquire("job", TERMS);
  await arrive();
  await stillHolds(stage, other, next, "a forced release");
}

async function stillHolds(stage: Stage, by: Worker, lock: Answer, what: string): Promise<void> {
  const [{ held }, { ours }] = [await by.extend(lock), await by.release(lock)];
  stage.check(`${what} touches no later holder`, held === true && ours === true);
}
