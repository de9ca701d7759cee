import { channel, tracingChannel } from "node:diagnostics_channel";
import { diag } from "@opentelemetry/api";

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
  const subscribers = {
    start: guarded(start),
    end: ignore,
    asyncStart: ignore,
    asyncEnd: guarded(end),
    error: ignore,
  };
  channels.subscribe(subscribers);
  return () => channels.unsubscribe(subscribers);
}

/** Hears the messages of a plain channel, whose publisher answers for their type. */
export function onMessage<Message>(name: string, hear: (message: Message) => void): () => void {
  const plain = channel(name);
  const listener = guarded((message: unknown) => hear(message as Message));
  plain.subscribe(listener);
  return () => plain.unsubscribe(listener);
}

/** A failure, such as one of a user's span processor, goes to OpenTelemetry's own log: in a subscriber it would end the process. */
function guarded<Message>(hear: (message: Message) => void): (message: Message) => void {
  return (message) => {
    try {
      hear(message);
    } catch (error) {
      diag.error("lockwire: recording failed", error);
    }
  };
}
