import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createPubSubLocks } from "@lockwire/redis-pubsub";
import { countClients, startRedis, waitUntil } from "@lockwire/support";
import { expect, onTestFinished, test } from "vitest";
import { isSubscribed, NEVER_POLLS } from "./contend.js";

test.each(["no channel is joined", "a channel lingers"])(
  "a URL whose server loses RESP3 while %s keeps commands and messages apart from then on",
  async (when) => {
    const folder = await mkdtemp(join(tmpdir(), "lockwire-resp3-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const further = join(folder, "further.conf");
    await writeFile(further, "");
    await using server = await startRedis({ config: [`include ${further}`] });
    await using holder = createPubSubLocks({ redis: `${server.url}?protocol=2` });
    await using locks = createPubSubLocks({ redis: server.url, ...NEVER_POLLS });
    const contend = async () => {
      const held = await holder.acquire("job", { ttl: 60_000 });
      const next = locks.acquire("job");
      await waitUntil(() => isSubscribed(server), { what: "the subscription" });
      return { held, next };
    };
    const first = await contend();
    expect(await countClients(server.admin())).toBe(2);
    await first.held.release();
    await (await first.next).release();
    if (when === "no channel is joined") {
      await waitUntil(async () => !(await isSubscribed(server)), {
        what: "the channel to be left",
      });
    }

    await server.kill();
    await writeFile(further, 'rename-command HELLO ""\n');
    await server.start();
    const kept = await locks.acquire("kept");
    const second = await contend();
    expect(await countClients(server.admin())).toBe(3);
    await kept.extend();
    await second.held.release();
    expect(await (await second.next).release()).toBe(true);
    expect(await kept.release()).toBe(true);
  },
);
