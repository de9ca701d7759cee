import { expect, test } from "vitest";
import { runNode } from "./helpers/run.js";

test.each([
  { name: "redis-pubsub", factory: "createPubSubLocks" },
  { name: "redis-spin", factory: "createSpinLocks" },
])("a process ends with close, though the server is down: $name", async ({ name, factory }) => {
  const script = `
    import { ${factory} } from "@lockwire/${name}";
    const locks = ${factory}({ redis: "redis://127.0.0.1:1" });
    const error = await locks.acquire("job", { blockingTimeout: 200 }).catch((reason) => reason);
    await locks.close();
    const closed = performance.now();
    process.on("exit", () => console.log(error.code, Math.round(performance.now() - closed)));
  `;
  const args = ["--input-type=module", "-e", script];
  const [code, lingered] = (await runNode(args, { cwd: import.meta.dirname })).split(" ");
  expect(code).toBe("LOCK_TIMEOUT");
  expect(Number(lingered), "ms from close to exit").toBeLessThan(1_000);
});
