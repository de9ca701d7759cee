import { existsSync } from "node:fs";
import { join } from "node:path";
import { BaseSequencer, type TestSpecification } from "vitest/node";
import { ROOT } from "./workspace.js";

/** The files that take half a minute and more, longest first, but for the last. Most are small, and vitest starts the largest ones first. */
const LONG = [
  "test/installed.test.ts",
  "packages/rabbitmq/test/broker.test.ts",
  "tools/sim/test/seeds.test.ts",
  "test/documents.test.ts",
  "packages/rabbitmq/test/holders.test.ts",
  "packages/cli/test/loss.test.ts",
  "test/least-privilege/conformance.test.ts",
  "tools/faults/test/rows.test.ts",
  "packages/redis-spin/test/conformance.test.ts",
  "tools/bench/test/bench.test.ts",
  "packages/redis-pubsub/test/conformance.test.ts",
  "packages/rabbitmq/test/waiters.test.ts",
  "packages/cli/test/run.test.ts",
  "packages/redis-pubsub/test/durability/replication.test.ts",
  "packages/core/test/engine/fake-timers.test.ts",
  "test/builds/names.test.ts",
  "packages/rabbitmq/test/conformance.test.ts",
  "examples/postgres-fence/test/postgres-fence.test.ts",
  "test/silent-connection.test.ts",
  "test/autopipelining.test.ts",
  "test/jest.test.ts",
  "test/without-ioredis.test.ts",
  "packages/rabbitmq/test/closing.test.ts",
  "test/secrets.test.ts",
  // Last, when those that keep the processors busy are over: their leases of 100 ms are renewed over several connections.
  "packages/redis-pubsub/test/cluster/node-redis.test.ts",
  "packages/redis-pubsub/test/node-redis/conformance.test.ts",
  "packages/redis-pubsub/test/cluster/conformance.test.ts",
].map((path) => join(ROOT, path));

/** Starts the longest test files first, so that no core is idle while the last one runs. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const gone = LONG.filter((path) => !existsSync(path));
    if (gone.length > 0) throw new Error(`longest-first.ts names files that are gone: ${gone}`);
    const place = ({ moduleId }: TestSpecification) =>
      LONG.includes(moduleId) ? LONG.indexOf(moduleId) : LONG.length;
    return (await super.sort(files)).toSorted((a, b) => place(a) - place(b));
  }
}
