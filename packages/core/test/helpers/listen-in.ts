import { channel, tracingChannel } from "node:diagnostics_channel";
import type {
  AcquireTrace,
  HoldTrace,
  LossMessage,
  ReleaseTrace,
} from "../../src/contract/diagnostics.js";

type Trace = AcquireTrace & HoldTrace & ReleaseTrace & LossMessage;

/** A message, by its channel: `acquire:start`, `hold:asyncEnd`, `lost`. */
export interface Heard {
  readonly what: string;
  /** As it was when it was published. */
  readonly trace: Partial<Trace>;
}

const PHASES = ["start", "end", "asyncStart", "asyncEnd", "error"] as const;

/** Hears all that is said of one lock name, until it is disposed of. */
export function listenIn(name: string): Disposable & { readonly heard: Heard[] } {
  const heard: Heard[] = [];
  const stops: (() => void)[] = [];
  const note = (what: string) => (message: unknown) => {
    const trace = message as Partial<Trace>;
    if (trace.name === name) heard.push({ what, trace: { ...trace } });
  };
  for (const operation of ["acquire", "hold", "release"]) {
    const channels = tracingChannel<unknown, object>(`lockwire.${operation}`);
    for (const phase of PHASES) {
      const listener = note(`${operation}:${phase}`);
      channels[phase].subscribe(listener);
      stops.push(() => channels[phase].unsubscribe(listener));
    }
  }
  const onLost = note("lost");
  const lost = channel("lockwire.lost");
  lost.subscribe(onLost);
  stops.push(() => lost.unsubscribe(onLost));
  return {
    heard,
    [Symbol.dispose]() {
      for (const stop of stops) stop();
    },
  };
}
