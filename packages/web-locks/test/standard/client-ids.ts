import { describe, expect, test } from "vitest";
import type { Stage } from "../helpers/stage.js";

export function clientIds(stage: Stage): void {
  describe("2.4 locks: the clientId", () => {
    test("is the same for all that one manager requests, and another for each manager", async () => {
      const { locks, client } = stage.agent();
      const name = stage.name();
      const managers = [locks, stage.second(client), stage.manager()];
      for (const manager of [...managers, ...managers]) {
        await stage.hold(manager, name, { mode: "shared" });
      }
      const ids = (await locks.query()).held.map(({ clientId }) => clientId);
      expect(ids).toHaveLength(6);
      expect(ids.slice(0, 3)).toEqual(ids.slice(3));
      expect(new Set(ids).size).toBe(3);
    });
  });
}
