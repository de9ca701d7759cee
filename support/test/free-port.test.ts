import { spawnSync } from "node:child_process";
import * as crypto from "node:crypto";
import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { freePort } from "../src/server/free-port.js";

vi.mock("node:crypto", { spy: true });

function draw(...ports: readonly number[]): void {
  for (const port of ports) {
    vi.mocked(crypto.randomInt).mockImplementationOnce(() => port);
  }
}

test("a port stays the process's own, though nobody listens there", async () => {
  const first = await freePort();
  const other = await freePort();
  const reservation = join(tmpdir(), "lockwire-ports", `${other}`);
  draw(first, other, first);
  expect([first, other]).not.toContain(await freePort());

  // As a process leaves it that has ended.
  const { pid } = spawnSync(process.execPath, ["--version"]);
  writeFileSync(reservation, `${pid}`);
  draw(first, other);
  expect(await freePort()).toBe(other);
});
