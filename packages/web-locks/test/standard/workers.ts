import { describe, expect, test } from "vitest";
import type { Stage } from "../helpers/stage.js";

const IF_AVAILABLE = { ifAvailable: true };

export function workers(stage: Stage): void {
  describe("2.2 lock managers, 2.6 agent integration: several agents", () => {
    test("share a lock", async () => {
      const [own, other] = [stage.manager(), stage.manager()];
      const name = stage.name();
      const first = await stage.hold(other, name, { mode: "shared" });
      const released = await own.request(name, { mode: "shared" }, async () => {
        first.end("released");
        return first.request;
      });
      expect(released).toBe("released");
    });

    test("exclude each other", async () => {
      const [own, other] = [stage.manager(), stage.manager()];
      const name = stage.name();
      const first = await stage.hold(other, name);
      let granted = false;
      const blocked = own.request(name, () => {
        granted = true;
      });
      expect(await own.request(name, IF_AVAILABLE, (lock) => lock)).toBeNull();
      expect(granted).toBe(false);
      first.end(undefined);
      await blocked;
      expect(granted).toBe(true);
    });

    test("the locks and requests of one that ends are those of nobody", async () => {
      const [own, other] = [stage.manager(), stage.agent()];
      const [name, awaited] = [stage.name(), stage.name()];
      const lock = await stage.hold(other.locks, name);
      await stage.hold(own, awaited);
      const requests = [lock.request, other.locks.request(awaited, () => expect.unreachable())];
      const settled = Promise.allSettled(requests);
      const blocked = own.request(name, () => "granted");
      await expect.poll(async () => (await own.query()).pending.length).toBe(2);
      await other.client.close();
      expect(await blocked).toBe("granted");
      expect(await own.query()).toMatchObject({ held: [{ name: awaited }], pending: [] });
      const [held, waiting] = await settled;
      expect(held).toMatchObject({ status: "rejected", reason: { name: "AbortError" } });
      expect(waiting).toMatchObject({ status: "rejected", reason: { code: "LOCK_CLOSED" } });
    });

    test("spaces on one client know nothing of each other", async () => {
      const { locks, client } = stage.agent();
      const other = stage.second(client, "other");
      const name = stage.name();
      await stage.hold(locks, name);
      await stage.hold(other, name);
      expect((await other.query()).held).toHaveLength(1);
    });
  });
}
