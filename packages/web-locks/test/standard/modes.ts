import { describe, expect, test } from "vitest";
import type { Stage } from "../helpers/stage.js";

export function modes(stage: Stage): void {
  describe("2.3 modes and scheduling, 4.4 process a lock request queue: exclusive", () => {
    test("requests are granted in the order of the calls", async () => {
      const locks = stage.manager();
      const name = stage.name();
      const granted: number[] = [];
      const order = Array.from({ length: 20 }, (_, index) => index);
      await Promise.all(order.map((index) => locks.request(name, () => granted.push(index))));
      expect(granted).toEqual(order);
    });

    test("requests of two managers on one client are granted in the order of the calls", async () => {
      const { locks, client } = stage.agent();
      const other = stage.second(client);
      const name = stage.name();
      const granted: number[] = [];
      const order = Array.from({ length: 10 }, (_, index) => index);
      await Promise.all(
        order.map((index) =>
          (index % 3 === 1 ? other : locks).request(name, () => granted.push(index)),
        ),
      );
      expect(granted).toEqual(order);
    });

    test("requests of several agents are granted in the order of the calls", async () => {
      const agents = [stage.agent(), stage.agent()];
      const name = stage.name();
      const { end } = await stage.hold(stage.manager(), name);
      const granted: number[] = [];
      const waiting: Promise<number>[] = [];
      // Two of an agent in a row, and two of the other between them.
      for (const [index, which] of [0, 0, 1, 0, 1, 1, 0].entries()) {
        const { locks, client } = agents[which] ?? expect.unreachable();
        waiting.push(locks.request(name, () => granted.push(index)));
        await stage.queued(client, name, index + 1);
      }
      end(undefined);
      await Promise.all(waiting);
      if (stage.isOrdered) expect(granted).toEqual([0, 1, 2, 3, 4, 5, 6]);
      else expect(granted.filter((index) => [0, 1, 3, 6].includes(index))).toEqual([0, 1, 3, 6]);
    });

    test("a distinct name is granted while another waits", async () => {
      const locks = stage.manager();
      const [name, distinct] = [stage.name(), stage.name()];
      const { end } = await stage.hold(locks, name);
      const granted: string[] = [];
      const waiting = locks.request(name, () => granted.push("waiting"));
      await locks.request(distinct, () => granted.push("distinct"));
      end(undefined);
      await waiting;
      expect(granted).toEqual(["distinct", "waiting"]);
    });
  });

  describe("2.3 modes and scheduling, 4.4 process a lock request queue: shared", () => {
    test("requests are granted in the order of the calls, also over several names", async () => {
      const locks = stage.manager();
      const names = [stage.name(), stage.name(), stage.name()];
      const granted: number[] = [];
      const all = [...names, ...names].map((name, index) =>
        locks.request(name, { mode: "shared" }, () => granted.push(index)),
      );
      await Promise.all(all);
      expect(granted).toEqual([0, 1, 2, 3, 4, 5]);
    });

    test("a second sharer joins the first, of this agent or another", async () => {
      const [own, other] = [stage.manager(), stage.manager()];
      const name = stage.name();
      await stage.hold(own, name, { mode: "shared" });
      for (const locks of [own, other]) {
        const { lock } = await stage.hold(locks, name, { mode: "shared" });
        expect(lock.mode).toBe("shared");
      }
    });
  });

  describe("2.3 modes and scheduling, 4.4 process a lock request queue: mixed", () => {
    test("three sharers of one process are granted side by side, an exclusive request waits, another name does not", async () => {
      const locks = stage.manager();
      const [name, other] = [stage.name(), stage.name()];
      const granted: string[] = [];
      const unblock: ((value: unknown) => void)[] = [];
      const blocked = new Promise((resolve) => unblock.push(resolve));
      const sharers = ["shared 1", "shared 2", "shared 3"].map((which) =>
        locks.request(name, { mode: "shared" }, async () => {
          granted.push(which);
          await blocked;
        }),
      );
      const exclusive = locks.request(name, (lock) => granted.push(lock.mode));
      await locks.request(other, { mode: "exclusive" }, () => granted.push("another name"));
      const before = ["shared 1", "shared 2", "shared 3", "another name"];
      expect(granted).toEqual(before);
      unblock[0]?.(undefined);
      await Promise.all([...sharers, exclusive]);
      expect(granted).toEqual([...before, "exclusive"]);
    });

    test("the release of an exclusive lock grants all sharers behind it", async () => {
      const locks = stage.manager();
      const name = stage.name();
      const { end, request } = await stage.hold(locks, name);
      const sharers = Array.from({ length: 5 }, () => stage.hold(locks, name, { mode: "shared" }));
      const before = await locks.query();
      expect([before.held.length, before.pending.length]).toEqual([1, 5]);
      end(undefined);
      await request;
      const after = await locks.query();
      expect(after.held.map(({ mode }) => mode)).toEqual(Array(5).fill("shared"));
      await Promise.all(sharers);
    });

    test("an exclusive request between sharers has its turn between them", async () => {
      const locks = stage.manager();
      const name = stage.name();
      const hold = (mode: "shared" | "exclusive") => stage.hold(locks, name, { mode });
      const first = await Promise.all([hold("shared"), hold("shared")]);
      const between = hold("exclusive");
      const last = [hold("shared"), hold("shared")];
      const modesHeld = async () => (await locks.query()).held.map(({ mode }) => mode);
      expect(await modesHeld()).toEqual(["shared", "shared"]);
      for (const { end } of first) end(undefined);
      await Promise.all(first.map(({ request }) => request));
      expect(await modesHeld()).toEqual(["exclusive"]);
      const { end, request } = await between;
      end(undefined);
      await request;
      expect(await modesHeld()).toEqual(["shared", "shared"]);
      await Promise.all(last);
    });

    test("no sharer passes an exclusive request that waits", async () => {
      const [own, other] = [stage.manager(), stage.manager()];
      const name = stage.name();
      const { end } = await stage.hold(own, name, { mode: "shared" });
      const granted: string[] = [];
      const exclusive = own.request(name, () => granted.push("exclusive"));
      const options = { mode: "shared", ifAvailable: true } as const;
      // A client that polls queues with its second attempt.
      await expect.poll(() => other.request(name, options, (lock) => lock)).toBeNull();
      const sharers = [own, other].map((locks) =>
        locks.request(name, { mode: "shared" }, () => granted.push("shared")),
      );
      await other.query();
      expect(granted).toEqual([]);
      end(undefined);
      await Promise.all([exclusive, ...sharers]);
      expect(granted).toEqual(["exclusive", "shared", "shared"]);
    });
  });
}
