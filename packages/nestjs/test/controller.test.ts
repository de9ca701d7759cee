import { EventEmitter, once } from "node:events";
import { createMemoryLocks, currentLock, LockTimeoutError } from "@lockwire/core";
import { getLocksToken, Lock, LockwireModule, LockwireTestingModule } from "@lockwire/nestjs";
import {
  type ArgumentsHost,
  Catch,
  ConflictException,
  Controller,
  type ExceptionFilter,
  Get,
  type INestApplication,
  Param,
  Scope,
  UseFilters,
} from "@nestjs/common";
import { Test } from "@nestjs/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

@Catch(LockTimeoutError)
class BusyFilter implements ExceptionFilter {
  catch(_error: LockTimeoutError, host: ArgumentsHost): void {
    host.switchToHttp().getResponse().status(503).header("retry-after", "1").send("busy");
  }
}

@Controller({ path: "orders", scope: Scope.REQUEST })
@UseFilters(BusyFilter)
class OrdersController {
  @Get("above/:id")
  @Lock({ name: "orders", by: (id: string) => id, onBusy: "throw" })
  async above(@Param("id") _id: string): Promise<string> {
    return currentLock().name;
  }

  @Lock({ name: "orders", by: (id: string) => id, onBusy: "throw" })
  @Get("below/:id")
  async below(@Param("id") _id: string): Promise<string> {
    return currentLock().name;
  }

  @Get("failing")
  @Lock({ name: "failing" })
  async failing(): Promise<void> {
    throw new ConflictException("sold out");
  }
}

describe("a route of a controller", () => {
  let app: INestApplication;
  let url: string;

  beforeEach(async () => {
    const module = await Test.createTestingModule({
      imports: [LockwireTestingModule.forRoot()],
      controllers: [OrdersController],
    }).compile();
    app = module.createNestApplication();
    await app.listen(0, "127.0.0.1");
    url = await app.getUrl();
  });

  afterEach(() => app.close());

  const get = async (path: string): Promise<[status: number, body: string]> => {
    const response = await fetch(`${url}/orders/${path}`);
    return [response.status, await response.text()];
  };

  it.each(["above", "below"])(
    "runs under the lock of its parameter, with @Get %s @Lock",
    async (path) => {
      expect(await get(`${path}/7`)).toEqual([200, "orders:7"]);
    },
  );

  it("hands an error to the filters, and releases the lock", async () => {
    const locks = app.get(getLocksToken());
    expect(await get("failing")).toEqual([409, expect.stringContaining("sold out")]);
    expect(await locks.peek("failing")).toMatchObject({ held: false });
    await using lock = await locks.acquire("orders:7");
    expect(await get("above/7")).toEqual([503, "busy"]);
    await lock.release();
    expect(await get("above/7")).toEqual([200, "orders:7"]);
  });
});

it("a request that is served while the application shuts down keeps its lock to its end", async () => {
  const locks = createMemoryLocks();
  const events = new EventEmitter();

  @Controller()
  class SlowController {
    @Get()
    @Lock({ name: "slow" })
    async slow(): Promise<boolean> {
      events.emit("started");
      await once(events, "shutdown");
      return currentLock().signal.aborted;
    }

    beforeApplicationShutdown(): void {
      events.emit("shutdown");
    }
  }

  const module = await Test.createTestingModule({
    imports: [LockwireModule.forRoot({ locks })],
    controllers: [SlowController],
  }).compile();
  const app = module.createNestApplication();
  await app.listen(0, "127.0.0.1");
  const started = once(events, "started");
  const response = fetch(await app.getUrl(), { headers: { connection: "close" } });
  await started;
  await app.close();
  expect(await (await response).text()).toBe("false");
  await expect(locks.acquire("slow")).rejects.toThrow(/closed/);
});
