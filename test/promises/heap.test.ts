import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { startRedis } from "@lockwire/support";
import { expect, test } from "vitest";

const program = fileURLToPath(new URL("./cycles.mjs", import.meta.url));

test.each(["pub/sub", "spin"])(
  "10,000 cycles leave nothing on the heap: %s",
  async (title) => {
    await using server = await startRedis();
    const args = ["--expose-gc", program, title, server.url, "10000"];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    expect(Number(stdout), "bytes").toBeLessThan(1_000_000);
  },
  60_000,
);
