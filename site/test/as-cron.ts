import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";

/** Runs the job of a crontab at once as cron does: `/bin/sh -c`, the crontab's environment, no terminal. */
export async function runAsCron(
  crontab: string,
  home: string,
): Promise<{ readonly status: number | null; readonly output: string }> {
  const lines = crontab.split("\n").filter((line) => line.trim() !== "");
  const settings = lines.flatMap((line) => {
    const [, name, value] = /^(\w+)=(.*)$/.exec(line) ?? [];
    return name === undefined ? [] : [[name, value]];
  });
  const env = { HOME: home, ...Object.fromEntries(settings) };
  const job = lines.at(-1)?.replace(/^(?:\S+\s+){5}/, "") ?? "";
  const child = spawn("/bin/sh", ["-c", job], {
    cwd: home,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = once(child, "close");
  const output = (await Promise.all([text(child.stdout), text(child.stderr)])).join("");
  const [status] = await ended;
  return { status, output };
}
