import { spawn } from "node:child_process";
import { once } from "node:events";
import { waitUntil } from "@lockwire/support";
import { describe, expect, test } from "vitest";
import { fromProc, fromPs } from "../src/processes/list-processes.js";

describe.each([fromPs, fromProc].filter((list) => list === fromPs || process.platform === "linux"))(
  "the list of processes: $name",
  (list) => {
    test("knows this process, its parent and its group", () => {
      const self = list().find(({ pid }) => pid === process.pid);
      expect(self).toMatchObject({ parent: process.ppid, zombie: false });
      expect(self?.started).not.toBe("");
    });

    test("knows the leader of a group, and who has ended without its parent's notice", async () => {
      // The name is one that could be taken for the fields behind it.
      const script = "sleep 0 & exec -a 'x) Z 1 1' tail -f /dev/null";
      const child = spawn("bash", ["-c", script], { detached: true });
      try {
        const members = await waitUntil(
          () => {
            const all = list().filter(({ group }) => group === child.pid);
            // What the shell starts before the program is another's affair.
            return all.length === 2 && all.some(({ zombie }) => zombie) && all;
          },
          { what: "a leader and a zombie" },
        );
        expect(members).toContainEqual(
          expect.objectContaining({ pid: child.pid, parent: process.pid, zombie: false }),
        );
        expect(members).toContainEqual(
          expect.objectContaining({ parent: child.pid, zombie: true }),
        );
      } finally {
        child.kill("SIGKILL");
        await once(child, "exit");
      }
    });
  },
);
