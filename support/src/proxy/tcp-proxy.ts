import type { Direction } from "./link.js";
import type { Traffic } from "./traffic.js";

export interface ProxyOptions {
  readonly target: { readonly host: string; readonly port: number };
}

/** A TCP proxy in front of a server that delays, holds back, swallows and cuts. */
export interface TcpProxy extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  /** redis://host:port */
  readonly url: string;
  /** How many connections are open now. */
  readonly connections: number;
  /** What went through since the start, or since `resetTraffic`; swallowed bytes count too. */
  readonly traffic: Readonly<Traffic>;
  resetTraffic(): void;
  /** Makes what comes from now on late by so many milliseconds, in one direction or each way. */
  delay(ms: number, direction?: Direction): void;
  /** Holds bytes back until `heal` or `flow`. */
  stall(direction?: Direction): void;
  /** Delivers what was held back, in order. */
  flow(direction?: Direction): void;
  /** Swallows bytes and the end of the stream: what was sent never arrives. */
  drop(direction?: Direction): void;
  /** Leaves the connections that have subscribed half open: they hear nothing any more. Later ones are as usual. */
  muteSubscribers(): void;
  /** Swallows all that the connections of now send and get, and tells neither side. Later ones are as usual. */
  silence(): void;
  /** Accepts so many more connections and answers nothing on them, until `heal`. Later ones are as usual. */
  hang(connections: number): void;
  /** Resets every connection. With `late`, what the clients have sent still arrives, once that has settled. */
  cut(late?: Promise<unknown>): void;
  /** Refuses new connections; those that are open stay. */
  refuse(): void;
  /** Back to a plain wire. Connections that lost bytes are cut: no real stream goes on with a hole. */
  heal(): Promise<void>;
  close(): Promise<void>;
}
