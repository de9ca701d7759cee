import { describe, expect, test } from "vitest";
import type { Stage } from "../helpers/stage.js";

export function query(stage: Stage): void {
  describe("3.2.2 query(), 4.5 snapshot the lock state", () => {
    test("an idle space has two empty arrays of its own", async () => {
      const state = await stage.manager().query();
      expect(Object.keys(state).sort()).toEqual(["held", "pending"]);
      expect(state).toEqual({ held: [], pending: [] });
    });

    test("a lock and a request each have name, mode and clientId, and nothing else", async () => {
      const locks = stage.manager();
      const name = stage.name();
      await stage.hold(locks, name);
      const waiting = locks
        .request(name, { mode: "shared" }, () => undefined)
        .catch(() => "closed");
      const { held, pending } = await locks.query();
      const clientId: unknown = expect.stringMatching(/./);
      expect(held).toEqual([{ name, mode: "exclusive", clientId }]);
      expect(pending).toEqual([{ name, mode: "shared", clientId }]);
      await stage.clear();
      expect(await waiting).toBe("closed");
    });

    test("shows what was called before it in the same turn", async () => {
      const locks = stage.manager();
      const name = stage.name();
      const [first, second] = [stage.hold(locks, name), stage.hold(locks, name)];
      const { held, pending } = await locks.query();
      expect([held.length, pending.length]).toEqual([1, 1]);
      (await first).end(undefined);
      await second;
    });

    test("shows each lock once, whatever its mode, and none that has been released", async () => {
      const locks = stage.manager();
      const name = stage.name();
      for (const mode of ["exclusive", "shared"] as const) {
        const { end, request } = await stage.hold(locks, name, { mode });
        const { held } = await locks.query();
        expect(held.map((lock) => lock.mode)).toEqual([mode]);
        end(undefined);
        await request;
        expect(await locks.query()).toEqual({ held: [], pending: [] });
      }
    });

    test("shows several locks of a name and of several names, in the order of their grants", async () => {
      const locks = stage.manager();
      const [name, other] = [stage.name(), stage.name()];
      await stage.hold(locks, name, { mode: "shared" });
      await stage.hold(locks, other);
      await stage.hold(locks, name, { mode: "shared" });
      const { held } = await locks.query();
      expect(held.map((lock) => lock.name)).toEqual([name, other, name]);
      expect(new Set(held.map(({ clientId }) => clientId)).size).toBe(1);
    });

    test("shows a lock behind those that were granted after its request", async () => {
      const locks = stage.manager();
      const [name, other] = [stage.name(), stage.name()];
      const first = await stage.hold(locks, name);
      const second = stage.hold(locks, name);
      await stage.hold(locks, other);
      first.end(undefined);
      await second;
      expect((await locks.query()).held.map((lock) => lock.name)).toEqual([other, name]);
    });

    test("shows the requests behind a lock, with their modes, and none with ifAvailable", async () => {
      const locks = stage.manager();
      const name = stage.name();
      const { end } = await stage.hold(locks, name);
      const waiting = (["shared", "shared", "exclusive"] as const).map((mode) =>
        locks.request(name, { mode }, () => mode),
      );
      const unavailable = locks.request(name, { ifAvailable: true }, async (lock) => {
        expect(lock).toBeNull();
        return locks.query();
      });
      const { held, pending } = await unavailable;
      expect(held.map(({ mode }) => mode)).toEqual(["exclusive"]);
      expect(pending.map(({ mode }) => mode)).toEqual(["shared", "shared", "exclusive"]);
      end(undefined);
      await Promise.all(waiting);
    });

    test("shows a deadlock of two agents", async () => {
      const [one, two] = [stage.manager(), stage.manager()];
      const [first, second] = [stage.name(), stage.name()];
      await stage.hold(one, first);
      await stage.hold(two, second);
      const waiting = [one.request(second, () => 0), two.request(first, () => 0)];
      for (const promise of waiting) promise.catch(() => undefined);
      await expect.poll(async () => (await one.query()).pending.length).toBe(2);
      const { held, pending } = await one.query();
      const clientOf = (list: typeof held, name: string) =>
        list.filter((info) => info.name === name).map(({ clientId }) => clientId);
      expect(clientOf(held, first)).toEqual(clientOf(pending, second));
      expect(clientOf(held, second)).toEqual(clientOf(pending, first));
      expect(clientOf(held, first)).not.toEqual(clientOf(held, second));
      expect(await two.query()).toEqual({ held, pending });
    });
  });
}
