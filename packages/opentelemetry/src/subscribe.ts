import { channel, tracingChannel } from "node:diagnostics_channel";

export interface Operation<Trace> {
  start(trace: Trace): void;
  /** When it has settled. */
  end(trace: Trace): void;
}

const ignore = (): void => undefined;

/** Hears the operations of a tracing channel. The returned function unsubscribes. */
export function onOperation<Trace extends object>(
  name: string,
  { start, end }: Operation<Trace>,
): () => void {
  const channels = tracingChannel<unknown, Trace>(name);
  const subscribers = { start, end: ignore, asyncStart: ignore, asyncEnd: end, error: ignore };
  channels.subscribe(subscribers);
  return () => channels.unsubscribe(subscribers);
}

/** Hears the messages of a plain channel, whose publisher answers for their type. */
export function onMessage<Message>(name: string, hear: (message: Message) => void): () => void {
  const plain = channel(name);
  const listener = (message: unknown) => hear(message as Message);
  plain.subscribe(listener);
  return () => plain.unsubscribe(listener);
}
