import { describe, expect, test } from "vitest";
import type { Stage } from "../helpers/stage.js";

export function queryOrdering(stage: Stage): void {
  describe("4.5 snapshot the lock state: the order", () => {
    test("requests of several agents are shown in the order in which they were made", async () => {
      const agents = [stage.manager(), stage.manager(), stage.manager()];
      const name = stage.name();
      const observer = stage.manager();
      const ids = await Promise.all(
        agents.map(async (locks) => {
          const own = stage.name();
          await stage.hold(locks, own);
          const { held } = await locks.query();
          return held.find((lock) => lock.name === own)?.clientId;
        }),
      );
      const { end } = await stage.hold(observer, name);
      const order = [0, 1, 2, 2, 0, 1];
      const waiting = order.map((which) => agents[which]?.request(name, () => which));
      const shown = async () => {
        const { pending } = await observer.query();
        return pending.map(({ clientId }) => ids.indexOf(clientId));
      };
      await expect.poll(shown).toEqual(order);
      end(undefined);
      await Promise.all(waiting);
      expect(await shown()).toEqual([]);
    });
  });
}
