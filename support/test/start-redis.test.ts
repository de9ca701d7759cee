import { spawn } from "node:child_process";
import { once } from "node:events";
import { access } from "node:fs/promises";
import { connect } from "node:net";
import { startRedis, waitUntil } from "@lockwire/support";
import { expect, it } from "vitest";

it("starts a server that answers, and that is gone after stop", async () => {
  const server = await startRedis();
  expect(await server.admin().ping()).toBe("PONG");
  const { pid } = server;
  await server.stop();
  expect(() => process.kill(pid, 0)).toThrow("ESRCH");
});

it("keeps its data through a restart when it persists, and loses it on request", async () => {
  await using server = await startRedis({ persist: true });
  await server.admin().set("key", "value");
  await server.restart();
  expect(await server.admin().get("key")).toBe("value");
  await server.restart({ keepData: false });
  expect(await server.admin().get("key")).toBeNull();
});

it("stands still between pause and resume", async () => {
  await using server = await startRedis();
  await server.admin().ping();
  server.pause();
  const answer = server.admin().ping();
  const first = await Promise.race([answer, waitUntil(() => "silence", { what: "nothing" })]);
  expect(first).toBe("silence");
  server.resume();
  expect(await answer).toBe("PONG");
});

it("shows the log of a server that does not start", async () => {
  await expect(startRedis({ config: ["no-such-setting 1"] })).rejects.toThrow(/no-such-setting/);
});

it("is gone, folder and all, after its parent was killed", async () => {
  const script = `import { startRedis } from "@lockwire/support";
     const server = await startRedis();
     const dir = (await server.admin().config("GET", "dir"))[1];
     console.log(JSON.stringify({ port: server.port, dir }));
     setInterval(() => {}, 1_000);`;
  const parent = spawn(process.execPath, ["--input-type=module", "--eval", script], {
    cwd: new URL("..", import.meta.url),
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = (await once(parent.stdout, "data")) as [Buffer];
  const { port, dir } = JSON.parse(line.toString()) as { port: number; dir: string };
  parent.kill("SIGKILL");
  await waitUntil(() => refuses(port), { what: "the server to end" });
  await waitUntil(
    () =>
      access(dir).then(
        () => false,
        () => true,
      ),
    { what: "its folder to go" },
  );
});

async function refuses(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    return false;
  } catch {
    return true;
  } finally {
    socket.destroy();
  }
}
