import { describe, expect, test } from "vitest";
import { expectDomException } from "../helpers/expect-rejection.js";
import type { Stage } from "../helpers/stage.js";

const NAMES = [
  ["empty", ""],
  ["with NUL", "abc\x00def"],
  ["a lone high surrogate", "\uD800"],
  ["a lone low surrogate", "\uDC00"],
  ["surrogates in the wrong order", "\uDC00\uD800"],
  ["a pair of surrogates", "\u{1F512}"],
  ["a non-character", "\uFFFF"],
  ["the replacement character", "\uFFFD"],
  ["what the encoding looks like", "%ud800"],
  ["percent", "%"],
  ["braces and colons", "{a}:}:{"],
  ["a property of every object", "__proto__"],
  ["with a hyphen inside", "x-anything"],
  ["a long one", "x".repeat(10_000)],
  ["another long one", "x".repeat(10_001)],
  ["a long one with a lone surrogate", `${"x".repeat(10_000)}\uD800`],
] as const;

export function resourceNames(stage: Stage): void {
  describe("2.1 resource names", () => {
    test("each string is a name, which the lock and the snapshot have unchanged, and none is the same as another", async () => {
      const locks = stage.manager();
      for (const [, name] of NAMES) {
        const { lock } = await stage.hold(locks, name, { ifAvailable: true });
        expect(lock.name).toBe(name);
      }
      const { held } = await locks.query();
      expect(held.map(({ name }) => name)).toEqual(NAMES.map(([, name]) => name));
    });

    test("one that is not well-formed is the same for all agents", async () => {
      const [own, other] = [stage.manager(), stage.manager()];
      await stage.hold(own, "\uD800");
      const options = { ifAvailable: true };
      expect(await other.request("\uD800", options, (lock) => lock)).toBeNull();
      expect(await other.request("\uFFFD", options, (lock) => lock?.name)).toBe("\uFFFD");
      expect((await other.query()).held.map(({ name }) => name)).toEqual(["\uD800"]);
    });

    test.each(["-", "-foo"])("%s is reserved: a NotSupportedError", async (name) => {
      const locks = stage.manager();
      const request = locks.request(name, () => expect.unreachable());
      await expectDomException(request, "NotSupportedError");
    });

    test("anything else is converted to a string, but for a symbol", async () => {
      const locks = stage.manager();
      const request = (name: unknown) =>
        Reflect.apply(locks.request, locks, [name, ({ name: of }: { name: string }) => of]);
      expect(await request(undefined)).toBe("undefined");
      expect(await request(null)).toBe("null");
      expect(await request(12)).toBe("12");
      expect(await request({ toString: () => "object" })).toBe("object");
      await expect(request(Symbol("name"))).rejects.toBeInstanceOf(TypeError);
    });
  });
}
