import { describe, expect, test } from "vitest";
import { rejection } from "../helpers/expect-rejection.js";
import type { Stage } from "../helpers/stage.js";

const IF_AVAILABLE = { ifAvailable: true };

export function ifAvailable(stage: Stage): void {
  describe("4.1 request a lock: ifAvailable", () => {
    test("is granted if the lock is available, whoever holds another one", async () => {
      const locks = stage.manager();
      await stage.hold(stage.manager(), stage.name());
      await stage.hold(locks, stage.name());
      const name = stage.name();
      expect(await locks.request(name, IF_AVAILABLE, (lock) => lock?.name)).toBe(name);
    });

    test.each([
      ["exclusive", "exclusive", false],
      ["exclusive", "shared", false],
      ["shared", "exclusive", false],
      ["shared", "shared", true],
    ] as const)("held %s, wanted %s: granted is %s", async (held, mode, granted) => {
      const [own, other] = [stage.manager(), stage.manager()];
      const name = stage.name();
      await stage.hold(own, name, { mode: held });
      for (const locks of [own, other]) {
        const lock = await locks.request(name, { ...IF_AVAILABLE, mode }, (given) => given?.mode);
        expect(lock).toBe(granted ? mode : undefined);
      }
    });

    test("is not granted before a request that waits, of this agent or another", async () => {
      const [own, other] = [stage.manager(), stage.manager()];
      const name = stage.name();
      const { end } = await stage.hold(own, name, { mode: "shared" });
      const waiting = own.request(name, () => "granted");
      await own.query();
      for (const locks of [own, other]) {
        const options = { ...IF_AVAILABLE, mode: "shared" } as const;
        await expect.poll(() => locks.request(name, options, (lock) => lock)).toBeNull();
      }
      end(undefined);
      expect(await waiting).toBe("granted");
    });

    test("no sharer passes a request that was made before it in the same turn", async () => {
      const locks = stage.manager();
      const name = stage.name();
      const { end } = await stage.hold(locks, name, { mode: "shared" });
      const waiting = locks.request(name, () => "exclusive");
      const options = { ...IF_AVAILABLE, mode: "shared" } as const;
      expect(await locks.request(name, options, (lock) => lock)).toBeNull();
      end(undefined);
      expect(await waiting).toBe("exclusive");
    });

    test("a request made before it in the same turn comes first", async () => {
      const locks = stage.manager();
      const name = stage.name();
      const first = locks.request(name, () => "first");
      const second = locks.request(name, IF_AVAILABLE, (lock) => lock);
      expect(await second).toBeNull();
      expect(await first).toBe("first");
    });

    test("comes with null once other agents see the requests that were made before it", async () => {
      const [own, other] = [stage.manager(), stage.manager()];
      for (let round = 0; round < 5; round += 1) {
        const name = stage.name();
        const { end } = await stage.hold(other, name);
        const waiting = own.request(name, () => "granted");
        const seen = await own.request(name, IF_AVAILABLE, async (lock) => {
          expect(lock).toBeNull();
          return (await other.query()).pending.map((request) => request.name);
        });
        expect(seen).toEqual([name]);
        end(undefined);
        expect(await waiting).toBe("granted");
      }
    });

    test("the result of the callback with null is that of the request", async () => {
      const locks = stage.manager();
      const name = stage.name();
      await stage.hold(locks, name);
      expect(await locks.request(name, IF_AVAILABLE, async () => 123)).toBe(123);
      const calls: unknown[][] = [];
      await locks.request(name, IF_AVAILABLE, (...args: unknown[]) => calls.push(args));
      expect(calls).toEqual([[null]]);
    });

    test("what the callback with null throws rejects the request, at once or later", async () => {
      const locks = stage.manager();
      const name = stage.name();
      await stage.hold(locks, name);
      const reason = { name: "test" };
      const fail = () => {
        throw reason;
      };
      expect(await rejection(locks.request(name, IF_AVAILABLE, fail))).toBe(reason);
      const later = locks.request(name, IF_AVAILABLE, async () => fail());
      expect(await rejection(later)).toBe(reason);
    });

    test("the lock is available once a release is processed, without a request in between", async () => {
      const locks = stage.manager();
      const [outer, name] = [stage.name(), stage.name()];
      await stage.hold(locks, outer);
      for (let round = 0; round < 5; round += 1) {
        await locks.request(name, () => undefined);
        expect(await locks.request(name, IF_AVAILABLE, (lock) => lock?.name)).toBe(name);
      }
    });
  });
}
