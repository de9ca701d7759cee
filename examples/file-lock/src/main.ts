import { mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as work } from "node:timers/promises";
import { createFileLocks } from "./create-file-locks.js";

const folder = process.env["LOCK_FOLDER"] ?? join(tmpdir(), "lockwire-example");
await mkdir(folder, { recursive: true });
await using locks = createFileLocks(folder, { ttl: 2_000, blockingTimeout: 60_000 });

for (let turn = 1; turn <= 3; turn++) {
  await locks.withLock("printer", async ({ fence }) => {
    console.log(`${process.pid} has the printer, fence ${fence}`);
    await work(200);
  });
}
