import { show } from "@lockwire/core/backend";
import { connect } from "amqplib";
import type { AmqpConnection } from "./amqp.js";

/** Opens a connection of its own at every call. */
export type Connector = () => Promise<AmqpConnection>;

/** How long opening a connection may take, in ms. */
const CONNECT_TIMEOUT = 5_000;

/**
 * Returns a function that connects to the broker of a URL, or the one that the user passed in.
 *
 * @param heartbeat for a URL, in ms
 * @throws {TypeError} on what is neither; the message never shows the URL.
 */
export function connectorTo(rabbitmq: string | Connector, heartbeat: number): Connector {
  if (typeof rabbitmq === "function") return () => inTime(rabbitmq);
  const url = parse(rabbitmq);
  url.searchParams.set("heartbeat", String(heartbeat / 1_000));
  const options = {
    // Each step waits for the answer to the one before: Nagle's algorithm would hold it up for 40 ms.
    noDelay: true,
    clientProperties: { connection_name: "lockwire" },
  };
  return () => inTime(() => connect(url.href, options));
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

/** A connection that comes too late is closed again. */
async function inTime(open: Connector): Promise<AmqpConnection> {
  const opening = open();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`no connection within ${CONNECT_TIMEOUT} ms`));
      opening
        .then((connection) => {
          connection.on("error", () => undefined);
          return connection.close();
        })
        .catch(() => undefined);
    }, CONNECT_TIMEOUT);
  });
  try {
    return await Promise.race([opening, late]);
  } finally {
    clearTimeout(timer);
  }
}
