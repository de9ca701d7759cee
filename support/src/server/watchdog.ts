import { type ChildProcess, spawn } from "node:child_process";
import type { Socket } from "node:net";

// Reads until its input ends, which is when this process is gone, however it went.
const SCRIPT = 'read -r _; kill -9 "-$0" 2>/dev/null; rm -rf "$1"';

/**
 * Kills the group that `pid` leads and removes `folder` once this process has ended, even by SIGKILL. Returns a function that
 * calls it off.
 */
export function watchOver(pid: number, folder: string): () => void {
  const watchdog: ChildProcess = spawn("/bin/sh", ["-c", SCRIPT, String(pid), folder], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
  });
  watchdog.unref();
  const pipe = watchdog.stdin as Socket;
  pipe.on("error", () => undefined);
  pipe.unref();
  return () => watchdog.kill("SIGKILL");
}
