import type { Lock, LockClient } from "@lockwire/core";
import { startProxy, type TcpProxy } from "@lockwire/support";
import { describe, expect, test } from "vitest";
import { SplitRedis } from "../promises/split-redis.js";
import { Fleet, lockKey } from "./fleet.js";

describe("between its place in the queue and its listening", () => {
  test("a waiter asks again when its channel was down before it listened", () =>
    onTwoWires(async ({ own, commands, messages, behind, held }) => {
      commands.stall("toClient");
      const { lock } = await own.enqueue(behind, "gap");
      messages.refuse();
      messages.cut();
      const channels = () => own.server.admin().pubsub("CHANNELS", "*");
      await expect.poll(channels, { timeout: 10_000 }).toEqual([]);
      await held.release();
      expect(await own.queued("gap")).toBe(0);
      const restored = new Promise((resolve) => behind.on("restored", resolve));
      await messages.heal();
      await restored;
      const answeredAt = performance.now();
      commands.flow("toClient");
      await (await lock).release();
      expect(performance.now() - answeredAt).toBeLessThan(2_000);
    }));

  test("a waiter asks again when its channel came back before it listened", () =>
    onTwoWires(async ({ own, commands, messages, behind, held }) => {
      const degraded = new Promise((resolve) => behind.on("degraded", resolve));
      messages.refuse();
      messages.cut();
      await degraded;
      commands.stall("toClient");
      const { lock } = await own.enqueue(behind, "gap");
      const queue = () => own.server.admin().zrange(`${lockKey("gap")}:queue`, "0", "-1");
      expect(await queue()).toEqual([expect.stringMatching(/^- /)]);
      const restored = new Promise((resolve) => behind.on("restored", resolve));
      await messages.heal();
      await restored;
      commands.flow("toClient");
      await expect.poll(queue, { timeout: 3_000 }).toEqual([expect.not.stringMatching(/^- /)]);
      const releasedAt = performance.now();
      await held.release();
      await (await lock).release();
      expect(performance.now() - releasedAt).toBeLessThan(2_000);
    }));
});

interface TwoWires {
  readonly own: Fleet;
  readonly commands: TcpProxy;
  readonly messages: TcpProxy;
  /** The client on the two wires: its channel is joined, since it waits for another lock already. */
  readonly behind: LockClient;
  /** The lock "gap", which another client holds. */
  readonly held: Lock;
}

/** A client whose commands and messages each have a wire that can be broken. */
async function onTwoWires(play: (wires: TwoWires) => Promise<void>): Promise<void> {
  await using own = await Fleet.start();
  await using commands = await startProxy({ target: own.server });
  await using messages = await startProxy({ target: own.server });
  const redis = new SplitRedis(commands.port, messages.port);
  redis.on("error", () => undefined);
  const [behind, holder] = [own.client({ redis, commandTimeout: 60_000 }), own.client()];
  const [elsewhere, held] = [await holder.acquire("elsewhere"), await holder.acquire("gap")];
  const busy = await own.enqueue(behind, "elsewhere");
  await play({ own, commands, messages, behind, held });
  await elsewhere.release();
  await (await busy.lock).release();
  await behind.close();
  redis.disconnect();
}
