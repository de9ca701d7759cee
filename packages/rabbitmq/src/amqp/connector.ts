import { show } from "@lockwire/core/backend";
import { connect } from "amqplib";
import type { AmqpConnection } from "./amqp.js";
import { take } from "./connection.js";

/** Opens a connection of its own at every call. */
export type Connector = () => Promise<AmqpConnection>;

/** Opens a connection for one client, which may close before it is open. */
export type Opener = (closing: AbortSignal) => Promise<AmqpConnection>;

/** How long opening a connection may take, in ms. */
const CONNECT_TIMEOUT = 5_000;

/**
 * Returns a function that connects to the broker of a URL, or the one that the user passed in.
 *
 * @param heartbeat for a URL, in ms
 * @throws {TypeError} on what is neither; the message never shows the URL.
 */
export function openerOf(rabbitmq: string | Connector, heartbeat: number): Opener {
  if (typeof rabbitmq === "function") return (closing) => inTime(() => rabbitmq(), closing);
  const url = parse(rabbitmq);
  url.searchParams.set("heartbeat", String(heartbeat / 1_000));
  const options = {
    // Each step waits for the answer to the one before: Nagle's algorithm would hold it up for 40 ms.
    noDelay: true,
    clientProperties: { connection_name: "lockwire" },
  };
  // Node ends the socket with the signal, also one that a silent broker has accepted.
  const open = (signal: AbortSignal) => connect(url.href, Object.assign({ signal }, options));
  return (closing) => inTime(open, closing);
}

/** The heartbeat that a URL names, in ms. */
export function heartbeatOf(rabbitmq: string | Connector): number | undefined {
  if (typeof rabbitmq === "function") return undefined;
  const heartbeat = parse(rabbitmq).searchParams.get("heartbeat");
  return heartbeat === null ? undefined : Number(heartbeat) * 1_000;
}

function parse(rabbitmq: unknown): URL {
  const url =
    typeof rabbitmq === "string" && URL.canParse(rabbitmq) ? new URL(rabbitmq) : undefined;
  // `amqp:5672`, a host and a port, is a URL as well: of a path, and of no host.
  if (url && /^amqps?:\/\//i.test(url.href) && isDecodable(url)) return url;
  const got = typeof rabbitmq === "string" ? "another string" : show(rabbitmq);
  throw new TypeError(
    `rabbitmq must be an amqp:// or amqps:// URL, or a function that opens a connection, got ${got}`,
  );
}

function isDecodable({ username, password, pathname }: URL): boolean {
  try {
    return decodeURIComponent(username + password + pathname) !== undefined;
  } catch {
    return false;
  }
}

/** Gives the opening up when it takes too long, and when the client closes; a connection that comes later is closed. */
async function inTime(
  open: (over: AbortSignal) => Promise<unknown>,
  closing: AbortSignal,
): Promise<AmqpConnection> {
  closing.throwIfAborted();
  const over = new AbortController();
  const given = new Promise<never>((_, reject) => {
    over.signal.addEventListener("abort", () => reject(over.signal.reason));
  });
  const close = () => over.abort(new Error("the client is closed"));
  closing.addEventListener("abort", close);
  const late = new Error(`no connection within ${CONNECT_TIMEOUT} ms`);
  const timer = setTimeout(() => over.abort(late), CONNECT_TIMEOUT);
  const opening = (async () => take(await open(over.signal)))();
  try {
    return await Promise.race([opening, given]);
  } catch (error) {
    opening.then((connection) => connection.close()).catch(() => undefined);
    throw error;
  } finally {
    clearTimeout(timer);
    closing.removeEventListener("abort", close);
  }
}
