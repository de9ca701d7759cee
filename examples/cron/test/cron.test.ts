import { fileURLToPath } from "node:url";
import { type Program, startProgram, startRedis, waitUntil } from "@lockwire/support";
import { expect, it } from "vitest";

const folder = fileURLToPath(new URL("..", import.meta.url));

it("runs each time on one of three hosts, and goes on when a host dies", async () => {
  await using redis = await startRedis();
  const env = { REDIS_URL: redis.url, SCHEDULE: "*/2 * * * * *" };
  await using first = startProgram(["npm", "start"], { cwd: folder, env });
  await using second = startProgram(["npm", "start"], { cwd: folder, env });
  await using third = startProgram(["npm", "start"], { cwd: folder, env });
  const hosts = [first, second, third];
  await Promise.all(hosts.map((host) => host.shows(/^next run: /m)));
  await reports(hosts, 3);

  first.signal("SIGKILL");
  await first.ended;
  const before = hosts.flatMap(reported).length;
  await reports(hosts, before + 2);

  const all = hosts.flatMap(reported);
  expect(new Set(all).size).toBe(all.length);

  second.signal("SIGTERM");
  await second.ended;
}, 60_000);

function reported({ output }: Program): string[] {
  return [...output.matchAll(/^wrote the report of (\S+)$/gm)].map(([, date = ""]) => date);
}

async function reports(hosts: readonly Program[], count: number): Promise<void> {
  await waitUntil(() => hosts.flatMap(reported).length >= count, { what: `${count} reports` });
}
