import { describe, expect, test } from "vitest";
import { rejection } from "../helpers/expect-rejection.js";
import type { Stage } from "../helpers/stage.js";

const never = () => expect.unreachable("the callback was called");

export function signal(stage: Stage): void {
  describe("3.2.1 request(), 4.3 abort a request: the signal", () => {
    test.each([
      ["a string", "string"],
      ["a number", 12.34],
      ["a boolean", false],
      ["null", null],
      ["an object", {}],
      ["a symbol", Symbol("signal")],
      ["a function", () => undefined],
      ["the global object", globalThis],
      ["an EventTarget", new EventTarget()],
      ["a controller", new AbortController()],
    ])("%s is no AbortSignal", async (_, value) => {
      const locks = stage.manager();
      const call = Reflect.apply(locks.request, locks, [stage.name(), { signal: value }, never]);
      await expect(call).rejects.toBeInstanceOf(TypeError);
    });

    test("one that has aborted rejects with its reason, and nothing is asked of the backend", async () => {
      const { locks, client } = stage.agent();
      const name = stage.name();
      const events: string[] = [];
      client.on("acquired", (event) => events.push(event.name));
      for (const reason of ["My dog ate it.", undefined, null, 0, new Error("other")]) {
        const aborted = AbortSignal.abort(reason);
        const rejected = await rejection(locks.request(name, { signal: aborted }, never));
        expect(rejected).toBe(aborted.reason);
      }
      await locks.request(name, () => undefined);
      expect(events).toHaveLength(1);
    });

    test("aborts a request that waits, with its reason, which then waits no more", async () => {
      const locks = stage.manager();
      const name = stage.name();
      await stage.hold(locks, name);
      const controller = new AbortController();
      const request = locks.request(name, { signal: controller.signal }, never);
      const rejected = rejection(request);
      expect((await locks.query()).pending).toHaveLength(1);
      controller.abort("enough");
      expect(await rejected).toBe("enough");
      expect((await locks.query()).pending).toEqual([]);
    });

    test("the default reason is an AbortError", async () => {
      const locks = stage.manager();
      const name = stage.name();
      await stage.hold(locks, name);
      const controller = new AbortController();
      const rejected = rejection(locks.request(name, { signal: controller.signal }, never));
      await locks.query();
      controller.abort();
      expect(await rejected).toBe(controller.signal.reason);
      expect((await rejected) as DOMException).toMatchObject({ name: "AbortError" });
    });

    test("aborts a request that could be granted, in the turn of the call", async () => {
      const locks = stage.manager();
      const name = stage.name();
      const controller = new AbortController();
      const rejected = rejection(locks.request(name, { signal: controller.signal }, never));
      const next = locks.request(name, () => "the next one");
      controller.abort("at once");
      expect(await rejected).toBe("at once");
      expect(await next).toBe("the next one");
    });

    test("a request that is aborted lets the one behind it through", async () => {
      const locks = stage.manager();
      const name = stage.name();
      await stage.hold(locks, name, { mode: "shared" });
      const controller = new AbortController();
      const rejected = rejection(locks.request(name, { signal: controller.signal }, never));
      const behind = locks.request(name, { mode: "shared" }, () => "behind");
      expect((await locks.query()).pending).toHaveLength(2);
      controller.abort("gone");
      expect(await rejected).toBe("gone");
      expect(await behind).toBe("behind");
    });

    test("has a say until the callback is called, and the lock is then released", async () => {
      const { locks, client } = stage.agent();
      const name = stage.name();
      const controller = new AbortController();
      const off = client.on("acquired", () => controller.abort("just before"));
      const request = locks.request(name, { signal: controller.signal }, never);
      expect(await rejection(request)).toBe("just before");
      off();
      expect(await locks.request(name, () => "free again")).toBe("free again");
    });

    test("has no say once the lock is granted, nor once it is released", async () => {
      const locks = stage.manager();
      for (const abortFirst of [true, false]) {
        const name = stage.name();
        const controller = new AbortController();
        const held = await stage.hold(locks, name, { signal: controller.signal });
        if (abortFirst) controller.abort();
        expect((await locks.query()).held.map((lock) => lock.name)).toEqual([name]);
        held.end("resolved");
        if (!abortFirst) controller.abort();
        expect(await held.request).toBe("resolved");
      }
    });

    test("one that does not abort changes nothing", async () => {
      const { signal: quiet } = new AbortController();
      expect(await stage.manager().request(stage.name(), { signal: quiet }, () => 1)).toBe(1);
    });
  });
}
