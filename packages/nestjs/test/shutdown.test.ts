import { createMemoryLocks, type LockClient, LockClosedError, MemorySpace } from "@lockwire/core";
import {
  getLocksToken,
  InjectLocks,
  LockwireModule,
  LockwireTestingModule,
} from "@lockwire/nestjs";
import { type BeforeApplicationShutdown, Injectable, type OnModuleDestroy } from "@nestjs/common";
import { Test } from "@nestjs/testing";
import { expect, it, vi } from "vitest";
import { startApp } from "./start-app.js";

it("releases what is held and closes the client when the application is closed", async () => {
  const space = new MemorySpace();
  const locks = createMemoryLocks({ space });
  const elsewhere = createMemoryLocks({ space });
  const app = await startApp({ imports: [LockwireModule.forRoot({ locks })] });
  const lock = await locks.acquire("order");
  expect(await elsewhere.tryAcquire("order")).toBeNull();
  await app.context.close();
  expect(lock.signal.aborted).toBe(true);
  await expect(locks.acquire("other")).rejects.toThrow(LockClosedError);
  expect(await elsewhere.tryAcquire("order")).toMatchObject({ name: "order" });
  await elsewhere.close();
});

it("closes the client of every registration", async () => {
  const clients = [createMemoryLocks(), createMemoryLocks()];
  const imports = clients.map((locks, index) =>
    LockwireModule.forRoot({ name: `client ${index}`, locks }),
  );
  const app = await startApp({ imports });
  await app.context.close();
  for (const locks of clients) await expect(locks.acquire("a")).rejects.toThrow(LockClosedError);
});

it("reads options that are inherited", async () => {
  const locks = createMemoryLocks();
  const options = { locks, useFactory: () => locks };
  const inheriting = (own: "locks" | "useFactory") =>
    Object.assign(Object.create({ closeOnShutdown: false }), { [own]: options[own] });
  for (const module of [
    LockwireModule.forRoot(inheriting("locks")),
    LockwireModule.forRootAsync(inheriting("useFactory")),
  ]) {
    const app = await startApp({ imports: [module] });
    await app.context.close();
  }
  await (await locks.acquire("a")).release();
  await locks.close();
});

it("leaves the client alone with closeOnShutdown: false", async () => {
  const locks = createMemoryLocks();
  const [first, second] = [
    await startApp({ imports: [LockwireModule.forRoot({ locks, closeOnShutdown: false })] }),
    await startApp({
      imports: [LockwireModule.forRootAsync({ useFactory: () => locks, closeOnShutdown: false })],
    }),
  ];
  await first.context.close();
  await second.context.close();
  await using lock = await locks.acquire("a");
  expect(lock.remaining()).toBeGreaterThan(0);
  await locks.close();
});

it("lets providers use their locks in the hooks that come before", async () => {
  const used: string[] = [];

  @Injectable()
  class Orders implements OnModuleDestroy, BeforeApplicationShutdown {
    @InjectLocks() readonly locks!: LockClient;

    onModuleDestroy = () => this.locks.withLock("a", () => used.push("onModuleDestroy"));
    beforeApplicationShutdown = () =>
      this.locks.withLock("b", () => used.push("beforeApplicationShutdown"));
  }

  const app = await startApp({
    imports: [LockwireModule.forRoot({ locks: createMemoryLocks() })],
    providers: [Orders],
  });
  await app.context.close();
  expect(used).toEqual(["onModuleDestroy", "beforeApplicationShutdown"]);
});

it("does not swallow the failure of a close", async () => {
  const locks = createMemoryLocks();
  vi.spyOn(locks, "close").mockRejectedValue(new Error("not closed"));
  const app = await startApp({ imports: [LockwireModule.forRoot({ locks })] });
  await expect(app.context.close()).rejects.toThrow("not closed");
});

it.each([{}, { close: "none" }, null])(
  "leaves alone what a test has put in the client's place: %j",
  async (locks) => {
    const app = await Test.createTestingModule({
      imports: [
        LockwireModule.forRoot({ locks: () => createMemoryLocks() }),
        LockwireTestingModule.forRoot({ names: ["other"] }),
      ],
    })
      .overrideProvider(getLocksToken())
      .useValue(locks)
      .overrideProvider(getLocksToken("other"))
      .useValue(locks)
      .compile();
    await app.init();
    await app.close();
  },
);
