import { describe, expect, test } from "vitest";
import { expectDomException, rejection } from "../helpers/expect-rejection.js";
import type { Stage } from "../helpers/stage.js";

const never = () => expect.unreachable("the callback was called");

/** What makes an object a thenable. */
const THEN = "then";

/** Calls as JavaScript does, with whatever arguments. */
type Loose = (...args: readonly unknown[]) => Promise<unknown>;

export function acquire(stage: Stage): void {
  const request: Loose = (...args) => {
    const locks = stage.manager();
    return Reflect.apply(locks.request, locks, args) as Promise<unknown>;
  };

  describe("3.2.1 request(): conversion of arguments, by Web IDL", () => {
    test("a call without a name or a callback rejects, and does not throw", async () => {
      await expect(request()).rejects.toBeInstanceOf(TypeError);
      await expect(request(stage.name())).rejects.toBeInstanceOf(TypeError);
    });

    test.each([
      ["undefined", undefined],
      ["null", null],
      ["a number", 123],
      ["a string", "abc"],
      ["an array", []],
      ["an object", {}],
      ["a promise", Promise.resolve()],
    ])("%s is no callback", async (_, callback) => {
      await expect(request(stage.name(), callback)).rejects.toBeInstanceOf(TypeError);
      await expect(request(stage.name(), {}, callback)).rejects.toBeInstanceOf(TypeError);
    });

    test("a callback in place of the options is no callback if an argument follows it", async () => {
      await expect(request(stage.name(), never, undefined)).rejects.toBeInstanceOf(TypeError);
    });

    test.each([
      ["a number", 1],
      ["a string", "shared"],
      ["a boolean", true],
      ["a symbol", Symbol("options")],
      ["a bigint", 1n],
    ])("%s is no dictionary of options", async (_, options) => {
      await expect(request(stage.name(), options, never)).rejects.toBeInstanceOf(TypeError);
    });

    test.each([
      ["undefined", undefined],
      ["null", null],
      ["an object without them", {}],
      ["an object with others", { timeout: 1 }],
      ["a function", () => undefined],
    ])("%s has default options", async (_, options) => {
      expect(await request(stage.name(), options, ({ mode }: { mode: string }) => mode)).toBe(
        "exclusive",
      );
    });

    test("mode is converted to a string, and is one of the enumeration", async () => {
      const name = stage.name();
      const mode = (lock: { mode: string }) => lock.mode;
      for (const bad of ["foo", null, 1, "", "Shared", {}]) {
        await expect(request(name, { mode: bad }, never)).rejects.toBeInstanceOf(TypeError);
      }
      expect(await request(name, { mode: "exclusive" }, mode)).toBe("exclusive");
      expect(await request(name, { mode: "shared" }, mode)).toBe("shared");
      expect(await request(name, { mode: undefined }, mode)).toBe("exclusive");
      expect(await request(name, { mode: { toString: () => "shared" } }, mode)).toBe("shared");
    });

    test("ifAvailable and steal are converted to booleans", async () => {
      await expectDomException(
        request(stage.name(), { steal: 1, ifAvailable: "yes" }, never),
        "NotSupportedError",
      );
      expect(await request(stage.name(), { steal: 0, ifAvailable: "" }, () => 1)).toBe(1);
    });

    test("what a getter or toString throws rejects the promise", async () => {
      const thrown = new Error("thrown by the user");
      const fail = () => {
        throw thrown;
      };
      expect(await rejection(request({ toString: fail }, never))).toBe(thrown);
      const options = Object.defineProperty({}, "mode", { get: fail });
      expect(await rejection(request(stage.name(), options, never))).toBe(thrown);
    });

    test("the name is converted first, then the members in the order of their names, then the callback", async () => {
      const read: string[] = [];
      const name = {
        toString() {
          read.push("name");
          return stage.name();
        },
      };
      const options = new Proxy(
        {},
        {
          get(_, member) {
            read.push(String(member));
            return undefined;
          },
        },
      );
      await expect(request(name, options, "no callback")).rejects.toBeInstanceOf(TypeError);
      expect(read).toEqual(["name", "ifAvailable", "mode", "signal", "steal"]);
    });

    test("a bad argument is refused before a reserved name, and that before options that exclude each other", async () => {
      await expect(request("-", { mode: "foo" }, never)).rejects.toBeInstanceOf(TypeError);
      await expect(request("-", {}, "no callback")).rejects.toBeInstanceOf(TypeError);
      const excluded = { steal: true, ifAvailable: true, signal: AbortSignal.abort("aborted") };
      await expectDomException(request("-", excluded, never), "NotSupportedError");
      await expectDomException(request(stage.name(), excluded, never), "NotSupportedError");
    });

    test("a call on something else rejects", async () => {
      const { request: unbound, query } = stage.manager();
      const called = Reflect.apply(unbound, {}, [stage.name(), never]) as Promise<unknown>;
      await expect(called).rejects.toBeInstanceOf(TypeError);
      await expect(Reflect.apply(query, {}, [])).rejects.toBeInstanceOf(TypeError);
    });
  });

  describe("3.2.1 request(): options that exclude each other", () => {
    const controller = new AbortController();
    test.each([
      ["steal and ifAvailable", { steal: true, ifAvailable: true }],
      ["steal and mode: shared", { steal: true, mode: "shared" }],
      ["signal and steal", { signal: controller.signal, steal: true }],
      ["signal and ifAvailable", { signal: controller.signal, ifAvailable: true }],
    ])("%s: a NotSupportedError", async (_, options) => {
      await expectDomException(request(stage.name(), options, never), "NotSupportedError");
    });
  });

  describe("3.2.1 request(): the promise", () => {
    test("settles after the promise that the callback returned", async () => {
      const { request: requested, end } = await stage.hold(stage.manager(), stage.name());
      const order: string[] = [];
      const holding = Promise.resolve().then(() => order.push("holding"));
      end(holding);
      await requested.then(() => order.push("returned"));
      expect(order).toEqual(["holding", "returned"]);
    });

    test("rejects with what the callback throws, at once or later, and nothing else happens to that", async () => {
      let called = false;
      const get = () => {
        called = true;
      };
      const thrown: unknown = Object.defineProperty({}, THEN, { get });
      const fail = () => {
        throw thrown;
      };
      for (const callback of [fail, async () => fail()]) {
        const requested = request(stage.name(), callback);
        expect(requested).toBeInstanceOf(Promise);
        const isSame = await requested.then(undefined, (reason: unknown) => reason === thrown);
        expect(isSame).toBe(true);
      }
      expect(called).toBe(false);
    });
  });

  describe("3.2, 3.3: the interfaces", () => {
    test("LockManager has its methods on the prototype, enumerable, and cannot be constructed", async () => {
      const locks = stage.manager();
      const prototype = Object.getPrototypeOf(locks) as object;
      const members: Readonly<Record<string, PropertyDescriptor>> =
        Object.getOwnPropertyDescriptors(prototype);
      expect(Object.keys(members).filter((key) => members[key]?.enumerable)).toEqual([
        "request",
        "query",
      ]);
      expect(Object.keys(locks)).toEqual([]);
      expect(locks.request.length).toBe(2);
      expect(locks.query.length).toBe(0);
      expect(String(locks)).toBe("[object LockManager]");
      expect(() => Reflect.construct(locks.constructor, [])).toThrow(TypeError);
    });

    test("Lock has name and mode as getters of the prototype, and cannot be constructed", async () => {
      const { lock } = await stage.hold(stage.manager(), stage.name());
      const prototype = Object.getPrototypeOf(lock) as object;
      const name = Object.getOwnPropertyDescriptor(prototype, "name");
      const mode = Object.getOwnPropertyDescriptor(prototype, "mode");
      for (const member of [name, mode]) {
        expect(member).toMatchObject({ enumerable: true, set: undefined });
        expect(() => Reflect.apply(member?.get ?? (() => undefined), {}, [])).toThrow(TypeError);
      }
      expect(Object.keys(lock)).toEqual([]);
      expect(String(lock)).toBe("[object Lock]");
      expect(() => Reflect.construct(lock.constructor, [])).toThrow(TypeError);
    });
  });
}
