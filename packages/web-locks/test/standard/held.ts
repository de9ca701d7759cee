import { describe, expect, test } from "vitest";
import { rejection } from "../helpers/expect-rejection.js";
import type { Stage } from "../helpers/stage.js";

/** What makes an object a thenable. */
const THEN = "then";

export function held(stage: Stage): void {
  describe("2.4 locks: held until the waiting promise settles", () => {
    test("a result that is no promise ends it, and is what the request resolves with", async () => {
      const locks = stage.manager();
      const name = stage.name();
      expect(await locks.request(name, () => 123)).toBe(123);
      expect(await locks.request(name, { ifAvailable: true }, (lock) => lock?.name)).toBe(name);
    });

    test("the callback is called with the lock alone, and later than the call", async () => {
      const locks = stage.manager();
      const name = stage.name();
      const calls: unknown[][] = [];
      const requested = locks.request(name, (...args: unknown[]) => calls.push(args));
      expect(calls).toEqual([]);
      await requested;
      expect(calls).toHaveLength(1);
      expect(calls[0]).toHaveLength(1);
      expect(calls[0]?.[0]).toMatchObject({ mode: "exclusive", name });
    });

    test("until the promise resolves", async () => {
      const locks = stage.manager();
      const name = stage.name();
      const order: string[] = [];
      const { end } = await stage.hold(locks, name);
      const next = locks.request(name, () => order.push("granted"));
      await locks.query();
      order.push("released");
      end("done");
      await next;
      expect(order).toEqual(["released", "granted"]);
    });

    test("until the promise rejects", async () => {
      const locks = stage.manager();
      const name = stage.name();
      const order: string[] = [];
      const { end, request } = await stage.hold(locks, name);
      const rejected = rejection(request);
      const next = locks.request(name, () => order.push("granted"));
      await locks.query();
      order.push("released");
      const reason = new Error("of the callback");
      end(Promise.reject(reason));
      await next;
      expect(order).toEqual(["released", "granted"]);
      expect(await rejected).toBe(reason);
    });

    test("the lock is released when the callback throws at once", async () => {
      const locks = stage.manager();
      const name = stage.name();
      const reason = new Error("of the callback");
      const thrown = locks.request(name, () => {
        throw reason;
      });
      expect(await rejection(thrown)).toBe(reason);
      expect(await locks.request(name, { ifAvailable: true }, (lock) => lock?.mode)).toBe(
        "exclusive",
      );
    });

    test("a thenable that is returned is followed", async () => {
      const locks = stage.manager();
      const name = stage.name();
      const thenable = { [THEN]: (resolve: (value: string) => void) => resolve("followed") };
      expect(await locks.request(name, () => thenable)).toBe("followed");
    });

    test("not reentrant: the holder cannot have it again", async () => {
      const locks = stage.manager();
      const name = stage.name();
      const inner = await locks.request(name, () =>
        locks.request(name, { ifAvailable: true }, (lock) => lock),
      );
      expect(inner).toBeNull();
    });
  });
}
