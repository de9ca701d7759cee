import type { LockClient } from "@lockwire/core";
import type { RabbitServer } from "@lockwire/support";

/** Resolves when the client begins to wait: call it before what makes it wait. */
export function waiting(locks: LockClient): Promise<void> {
  return new Promise((resolve) => {
    const off = locks.on("waiting", () => {
      off();
      resolve();
    });
  });
}

/** The queues on the node, sorted: "name type consumers". */
export async function queuesOf(server: RabbitServer): Promise<string[]> {
  return lines(await server.ctl("list_queues", "name", "type", "consumers", "--no-table-headers"));
}

export async function connectionsOf(server: RabbitServer): Promise<string[]> {
  return lines(await server.ctl("list_connections", "pid", "channels", "--no-table-headers"));
}

function lines(text: string): string[] {
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .sort();
}
