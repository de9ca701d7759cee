import { type LockClient, LockClosedError } from "@lockwire/core";
import { getLocksToken, LockwireTestingModule } from "@lockwire/nestjs";
import { Module } from "@nestjs/common";
import { describe, expect, it } from "vitest";
import { probe, startApp } from "./start-app.js";

@Module({ providers: [probe("orders", getLocksToken())] })
class OrdersModule {}

describe("LockwireTestingModule", () => {
  it("provides memory locks to every module", async () => {
    await using app = await startApp({ imports: [LockwireTestingModule.forRoot(), OrdersModule] });
    const [locks]: LockClient[] = app.context.get("orders", { strict: false });
    await using lock = await locks?.acquire("order");
    expect(lock).toMatchObject({ name: "order" });
    expect(await locks?.tryAcquire("order")).toBeNull();
  });

  it("provides them only where it is imported with isGlobal: false", async () => {
    const imports = [LockwireTestingModule.forRoot({ isGlobal: false }), OrdersModule];
    await expect(startApp({ imports })).rejects.toThrow(
      /^Nest can't resolve dependencies of the orders/,
    );
  });

  it("gives each name locks of its own, and closes them all", async () => {
    const names = ["default", "billing"];
    const app = await startApp({ imports: [LockwireTestingModule.forRoot({ names })] });
    const clients = names.map((name) => app.context.get<LockClient>(getLocksToken(name)));
    for (const locks of clients) expect(await locks.tryAcquire("order")).not.toBeNull();
    await app.context.close();
    for (const locks of clients) {
      await expect(locks.acquire("order")).rejects.toThrow(LockClosedError);
    }
  });

  it("shares no lock between two applications", async () => {
    const imports = [LockwireTestingModule.forRoot()];
    await using first = await startApp({ imports });
    await using second = await startApp({ imports });
    for (const { context } of [first, second]) {
      expect(await context.get<LockClient>(getLocksToken()).tryAcquire("order")).not.toBeNull();
    }
  });
});
