import { describe, expect, test } from "vitest";
import { expectDomException, rejection } from "../helpers/expect-rejection.js";
import type { Stage } from "../helpers/stage.js";

const STEAL = { steal: true };

export function steal(stage: Stage): void {
  describe("4.1 request a lock: steal", () => {
    test("is granted if the lock is available", async () => {
      const name = stage.name();
      expect(await stage.manager().request(name, STEAL, (lock) => lock.name)).toBe(name);
    });

    test("takes the lock from its holder, whose request rejects with an AbortError while its callback goes on", async () => {
      const locks = stage.manager();
      const name = stage.name();
      const { request, end } = await stage.hold(locks, name);
      const aborted = expectDomException(request, "AbortError");
      expect(await locks.request(name, STEAL, () => "stolen")).toBe("stolen");
      await aborted;
      end("too late");
      await expectDomException(request, "AbortError");
      expect(await locks.query()).toEqual({ held: [], pending: [] });
    });

    test("what the callback of a former holder throws later is nobody's", async () => {
      const locks = stage.manager();
      const name = stage.name();
      const { request, end } = await stage.hold(locks, name);
      const aborted = rejection(request);
      await locks.request(name, STEAL, () => undefined);
      end(Promise.reject(new Error("of a callback that goes on")));
      expect(await aborted).toMatchObject({ name: "AbortError" });
    });

    test("takes it in the turn of the request that it takes it from, which learns of it at once", async () => {
      const locks = stage.patient();
      const name = stage.name();
      const request = locks.request(name, () => new Promise(() => undefined));
      const stealing = locks.request(name, STEAL, () => "stolen");
      await expectDomException(request, "AbortError");
      expect(await stealing).toBe("stolen");
    });

    test("takes it from all sharers", async () => {
      const [own, other] = [stage.manager(), stage.manager()];
      const name = stage.name();
      const held = await Promise.all(
        [own, own, other].map((locks) => stage.hold(locks, name, { mode: "shared" })),
      );
      const aborted = held.map(({ request }) => expectDomException(request, "AbortError"));
      expect(await own.request(name, STEAL, (lock) => lock.mode)).toBe("exclusive");
      await Promise.all(aborted);
    });

    test("takes it from the holder in another agent, who learns of it at its next renewal", async () => {
      const [own, other] = [stage.manager(), stage.manager()];
      const name = stage.name();
      const { request } = await stage.hold(other, name);
      const aborted = expectDomException(request, "AbortError");
      const thief = await stage.hold(own, name, STEAL);
      await aborted;
      const { held } = await other.query();
      expect(held).toHaveLength(1);
      thief.end("kept");
      expect(await thief.request).toBe("kept");
    });

    test("goes before the requests that wait, of this agent and others, which keep their turn", async () => {
      const [own, other] = [stage.manager(), stage.manager()];
      const name = stage.name();
      const { request } = await stage.hold(own, name);
      const aborted = expectDomException(request, "AbortError");
      const granted: string[] = [];
      const waiting = [own, other].map((locks) =>
        locks.request(name, () => granted.push("waiting")),
      );
      await expect.poll(async () => (await own.query()).pending.length).toBe(2);
      await other.request(name, STEAL, async () => {
        await own.query();
        granted.push("thief");
      });
      await Promise.all([aborted, ...waiting]);
      expect(granted).toEqual(["thief", "waiting", "waiting"]);
    });

    test("of two the last one has the lock", async () => {
      const locks = stage.manager();
      const name = stage.name();
      const holder = await stage.hold(locks, name);
      const aborted = [expectDomException(holder.request, "AbortError")];
      const first = locks.request(name, STEAL, () => new Promise(() => undefined));
      aborted.push(expectDomException(first, "AbortError"));
      expect(await locks.request(name, STEAL, () => "last")).toBe("last");
      await Promise.all(aborted);
    });

    test("a snapshot does not show a holder that does not know yet that it has lost the lock", async () => {
      const [locks, other] = [stage.manager(), stage.patient()];
      const name = stage.name();
      const { request } = await stage.hold(other, name);
      request.catch(() => undefined);
      await stage.hold(locks, name, STEAL);
      for (const each of [locks, other]) expect((await each.query()).held).toHaveLength(1);
    });

    test("a snapshot shows the thief, and not those it has taken the lock from", async () => {
      const locks = stage.manager();
      const name = stage.name();
      const { request } = await stage.hold(locks, name, { mode: "shared" });
      const aborted = expectDomException(request, "AbortError");
      const stealing = stage.hold(locks, name, STEAL);
      const { held, pending } = await locks.query();
      expect(held).toMatchObject([{ name, mode: "exclusive" }]);
      expect(pending).toEqual([]);
      await Promise.all([aborted, stealing]);
    });
  });
}
