import { Redis } from "ioredis";
import { waitUntil } from "../wait-until.js";
import type { ServerProcess } from "./server-process.js";

/** Someone else listens on the port that was free a moment ago. */
export class PortTakenError extends Error {
  override readonly name = "PortTakenError";
}

/** Resolves once the server itself answers on its port; rejects with its log when it ended instead. */
export async function awaitReady(server: ServerProcess, port: number): Promise<void> {
  const answer = waitUntil(async () => !server.running || (await answeringPid(port)), {
    what: `the server on port ${port} to answer`,
  });
  const pid = await answer.catch(async (error: Error) => {
    throw new Error(`${error.message}. Its log:\n${await server.log()}`, { cause: error.cause });
  });
  if (server.running && pid === server.pid) return;

  const log = await server.log();
  if (server.running || /Address already in use/i.test(log)) {
    throw new PortTakenError(`Port ${port} is taken by another process`);
  }
  throw new Error(`The server did not start. Its log:\n${log || "(empty)"}`);
}

/** Asks for the process id, since whoever listens there may not be the server that we started. */
async function answeringPid(port: number): Promise<number> {
  const client = new Redis({
    host: "127.0.0.1",
    port,
    lazyConnect: true,
    connectTimeout: 1_000,
    commandTimeout: 1_000,
    enableReadyCheck: false,
    retryStrategy: () => null,
  });
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.ping();
    const info = await client.info("server");
    return Number(/^process_id:(\d+)/m.exec(info)?.[1]);
  } finally {
    client.disconnect();
  }
}
