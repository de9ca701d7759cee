import { DEFAULTS } from "@lockwire/core/backend";
import { expect, onTestFinished, test, vi } from "vitest";
import { connectionOver } from "../src/client/connection-over.js";
import { linkTo } from "../src/link/link-to.js";
import { Script } from "../src/scripts/script.js";

const CALL = { operation: "release", name: "job", keys: ["job"], args: [] };
const NOBODY_LISTENS = "redis://127.0.0.1:1";

test("what is sent after close fails at once, also if the connection was about to reconnect", async () => {
  const link = linkTo(NOBODY_LISTENS, DEFAULTS);
  const send = () => link.scripts.run(new Script("return 1"), CALL);
  await expect(send()).rejects.toThrow("ECONNREFUSED");
  expect(link.connection().redis).toMatchObject({ status: "reconnecting" });
  await link.close();
  await expect(send()).rejects.toThrow("release: Connection is closed.");
});

test("what is sent after close over a client that never answers leaves no timer", async () => {
  const never = () => new Promise<unknown>(() => undefined);
  const connection = connectionOver({ eval: never, evalsha: never }, DEFAULTS);
  const setTimeouts = vi.spyOn(globalThis, "setTimeout");
  onTestFinished(() => setTimeouts.mockRestore());
  await connection.close();
  connection.ask({ name: "job", operation: "release" }, never).catch(() => undefined);
  expect(setTimeouts).not.toHaveBeenCalled();
});
