import type { INestApplicationContext, ModuleMetadata, Provider } from "@nestjs/common";
import { Test } from "@nestjs/testing";

/** An application that is closed at the end of the block. */
export interface App extends AsyncDisposable {
  readonly context: INestApplicationContext;
}

/** Starts an application of one module. */
export async function startApp(module: ModuleMetadata): Promise<App> {
  const context = await Test.createTestingModule(module).compile();
  await context.init();
  return { context, [Symbol.asyncDispose]: () => context.close() };
}

/** A provider that hands what it is injected to the test. */
export function probe(provide: string, ...inject: string[]): Provider {
  return { provide, inject, useFactory: (...injected: unknown[]) => injected };
}
