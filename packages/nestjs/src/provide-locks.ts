import type { LockClient } from "@lockwire/core";
import type { FactoryProvider, OnApplicationShutdown, Provider } from "@nestjs/common";

interface LocksProvider {
  readonly token: string;
  readonly inject?: FactoryProvider["inject"];
  readonly useFactory: (...dependencies: unknown[]) => LockClient | Promise<LockClient>;
  readonly closeOnShutdown: boolean;
}

/** Provides a lock client, and closes whatever the token stands for in the end: an override of a test as well. */
export function provideLocks({
  token,
  inject = [],
  useFactory,
  closeOnShutdown,
}: LocksProvider): Provider[] {
  const locks: Provider = { provide: token, inject, useFactory };
  if (!closeOnShutdown) return [locks];
  return [
    locks,
    {
      provide: `${token}, closed on shutdown`,
      inject: [token],
      useFactory: closing,
    },
  ];
}

/**
 * Nest calls this hook after it has stopped serving requests, which hold locks until then; `onModuleDestroy` comes
 * before that.
 *
 * @param client whatever a test has put in its place, with `close` or without
 */
function closing(client: Partial<LockClient> | null): OnApplicationShutdown {
  return {
    onApplicationShutdown: async () => {
      if (typeof client?.close === "function") await client.close();
    },
  };
}
