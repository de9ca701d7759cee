import { countClients } from "@lockwire/support";
import type { Redis } from "ioredis";

interface Reading {
  /** The server's CPU time in ms. */
  readonly cpu: number;
  /** In and out. */
  readonly bytes: number;
  /** All that ran, inside scripts too. */
  readonly commands: number;
}

/** Reads the server's counters. */
async function read(admin: Redis): Promise<Reading> {
  const info = await admin.info();
  const value = (field: string) => Number(new RegExp(`^${field}:([\\d.]+)`, "m").exec(info)?.[1]);
  return {
    cpu: (value("used_cpu_user") + value("used_cpu_sys")) * 1_000,
    bytes: value("total_net_input_bytes") + value("total_net_output_bytes"),
    commands: value("total_commands_processed"),
  };
}

export interface Used extends Reading {
  readonly connections: number;
}

/** What the server has spent while `work` ran, and how many were connected at its end. */
export async function metered<T>(
  admin: Redis,
  work: () => Promise<T>,
): Promise<{ result: T; used: Used }> {
  const before = await read(admin);
  const result = await work();
  const after = await read(admin);
  const connections = await countClients(admin);
  return {
    result,
    used: {
      cpu: after.cpu - before.cpu,
      bytes: after.bytes - before.bytes,
      commands: after.commands - before.commands,
      connections,
    },
  };
}
