import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { LockKind } from "../worker/lock-kind.js";
import type { Order, Report } from "../worker/messages.js";
import type { Member, ReportListener } from "./member.js";

const PROGRAM = fileURLToPath(new URL("../worker/process-main.js", import.meta.url));

/** A worker in a process of its own. */
export class ProcessMember implements Member {
  readonly label: string;
  readonly ended: Promise<void>;
  readonly #child: ChildProcess;
  #killed = false;

  constructor(kind: LockKind, url: string, listener: ReportListener) {
    this.#child = fork(PROGRAM, [kind, url], { stdio: ["ignore", "inherit", "inherit", "ipc"] });
    this.label = `process ${this.#child.pid}`;
    this.#child.on("message", (report: Report) => listener(this.label, report));
    this.ended = this.#end();
  }

  order(order: Order): void {
    this.#child.send(order);
  }

  async kill(): Promise<void> {
    this.#killed = true;
    this.#child.kill("SIGKILL");
    await this.ended;
  }

  async #end(): Promise<void> {
    const [code, signal] = await once(this.#child, "exit");
    if (code !== 0 && !this.#killed) throw new Error(`${this.label} ended by ${signal ?? code}`);
  }
}
