import { spawn } from "node:child_process";
import { once } from "node:events";
import { waitUntil } from "@lockwire/support";
import { describe, expect, test } from "vitest";
import { fromProc, fromPs } from "../src/processes/list-processes.js";
import { watchdogTitle } from "../src/processes/watchdog-title.js";

/** Has a name that could be taken for the fields behind it, and a child that it knows nothing of. */
const LEADER = "process.title = 'x) Z 1 1'; console.log(1); setInterval(() => undefined, 1e6)";

describe.each([fromPs, fromProc].filter((list) => list === fromPs || process.platform === "linux"))(
  "the list of processes: $name",
  (list) => {
    test("knows this process, its parent and its group", () => {
      const self = list().find(({ pid }) => pid === process.pid);
      expect(self).toMatchObject({ parent: process.ppid, zombie: false });
      expect(self?.started).not.toBe("");
    });

    test("knows a session by its leader, and whom a watchdog serves", async () => {
      const title = watchdogTitle(4_711);
      const program = `process.title = "${title}"; console.log(1); setInterval(() => 0, 1e6)`;
      const child = spawn(process.execPath, ["-e", program], { detached: true });
      try {
        await once(child.stdout, "data");
        const one = list().find(({ pid }) => pid === child.pid);
        expect(one).toMatchObject({ session: child.pid, serves: 4_711 });
        expect(list().find(({ pid }) => pid === process.pid)?.serves).toBeUndefined();
      } finally {
        child.kill("SIGKILL");
        await once(child, "exit");
      }
    });

    test("knows the leader of a group, and who has ended without its parent's notice", async () => {
      const child = spawn(
        "bash",
        ["-c", 'head -c 1 <&0 & exec "$0" -e "$1"', process.execPath, LEADER],
        {
          detached: true,
        },
      );
      try {
        // A shell would collect its child: that ends once the leader has taken the shell's place.
        await once(child.stdout, "data");
        child.stdin.write("x");
        const members = await waitUntil(
          () => {
            const all = list().filter(({ group }) => group === child.pid);
            return all.some(({ zombie }) => zombie) && all;
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
