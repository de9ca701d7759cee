import { type ChannelModel, type ConsumeMessage, connect } from "amqplib";
import { HandOffClock, type Pair } from "./hand-offs.js";

const [LOCK, LINE, FENCES] = ["bare:lock", "bare:line", "bare:fences"];

/**
 * The least loop that does it, in amqplib's own calls: whoever is given the one message declares the exclusive queue, and to
 * release deletes the queue and returns the message. No timeouts, no lease, nobody to come or to go. With `fence` each holder
 * also reads its place in a stream, to which it stays attached.
 */
export async function barePair(url: string, { fence }: { readonly fence: boolean }): Promise<Pair> {
  const connections = await Promise.all([0, 1].map(() => connect(url, { noDelay: true })));
  return {
    id: fence ? "bare loop, with a fence" : "bare loop",
    async handOffs(rounds) {
      const clock = new HandOffClock();
      const loops: { readonly done: Promise<void> }[] = [];
      // One after the other: a broker breaks off with who reads a stream that another is only making.
      for (const [who, connection] of connections.entries()) {
        loops.push(await join(connection, { who, rounds, fence, clock }));
      }
      const [first] = connections;
      const channel = await first?.createChannel();
      channel?.sendToQueue(LINE, Buffer.from("turn"));
      await Promise.all(loops.map(({ done }) => done));
      await channel?.close();
      return clock.times;
    },
    close: async () =>
      void (await Promise.all(connections.map((connection) => connection.close()))),
  };
}

interface Loop {
  readonly who: number;
  readonly rounds: number;
  readonly fence: boolean;
  readonly clock: HandOffClock;
}

/** Resolves when it stands in line; `done` when it has had its rounds. */
async function join(connection: ChannelModel, { who, rounds, fence, clock }: Loop) {
  const channel = await connection.createChannel();
  const nextFence = fence ? await fences(connection) : undefined;
  await channel.prefetch(1);
  await channel.assertQueue(LINE, { durable: true, autoDelete: true });
  let left = rounds;
  let finish: () => void = () => undefined;
  const done = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const turn = async (message: ConsumeMessage) => {
    await channel.assertQueue(LOCK, { exclusive: true, durable: false });
    await nextFence?.();
    clock.acquired(who);
    clock.releasing(who);
    await channel.deleteQueue(LOCK);
    left -= 1;
    if (left === 0) await channel.cancel(consumerTag);
    channel.nack(message, false, true);
    if (left > 0) return;
    await channel.close();
    finish();
  };
  const { consumerTag } = await channel.consume(LINE, (message) => message && void turn(message));
  return { done };
}

async function fences(connection: ChannelModel): Promise<() => Promise<number>> {
  const channel = await connection.createChannel();
  await channel.assertQueue(FENCES, { durable: true, arguments: { "x-queue-type": "stream" } });
  await channel.prefetch(500);
  const own = new Map<string, (fence: number) => void>();
  const options = { arguments: { "x-stream-offset": "next" } };
  await channel.consume(
    FENCES,
    (message) => {
      if (!message) return;
      channel.ack(message);
      own.get(message.content.toString())?.(
        Number(message.properties.headers?.["x-stream-offset"]),
      );
    },
    options,
  );
  let count = 0;
  const id = Math.random().toString(36);
  return () =>
    new Promise((resolve) => {
      const entry = `${id}:${count++}`;
      own.set(entry, resolve);
      channel.sendToQueue(FENCES, Buffer.from(entry));
    });
}
