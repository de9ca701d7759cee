import { type ChildProcess, spawn } from "node:child_process";
import { monotonic } from "../monotonic.js";
import { Family } from "../processes/family.js";
import { signalProcess } from "../processes/signal-process.js";
import { Countdown } from "./countdown.js";
import { GroupSignals } from "./group-signals.js";
import { endLeftovers } from "./leftovers.js";
import type { FromWatchdog, StartMessage, ToWatchdog } from "./messages.js";

/** Signals that mean something to one program; its children do not expect them, and would end. */
const FOR_ONE: ReadonlySet<NodeJS.Signals> = new Set(["SIGUSR1", "SIGUSR2"]);

interface Running {
  readonly pid: number;
  readonly terminal: boolean;
  readonly family: Family;
  readonly countdown: Countdown;
}

/** Runs one command, and sees to it that it ends before the lock does. */
export class Watchdog {
  readonly #tell: (message: FromWatchdog) => void;
  readonly #groupSignals = new GroupSignals();
  #running: Running | undefined;

  constructor(tell: (message: FromWatchdog) => void) {
    this.#tell = tell;
    process.on("SIGCONT", () => this.#continued());
  }

  receive(message: ToWatchdog): void {
    if (message.type === "start") return this.#start(message);
    const running = this.#running;
    if (running === undefined) return;
    const { family, countdown } = running;
    switch (message.type) {
      case "renewed":
        return countdown.renewed(message.deadline);
      case "lost":
        return message.expired ? countdown.kill() : countdown.terminateLate();
      case "signal":
        return void this.#forward(message.signal, running);
      case "hold":
        return family.signal("SIGSTOP");
      case "go":
        return family.signal("SIGCONT");
    }
  }

  /** `lockwire run` has ended without notice, and nobody renews the lock any more. */
  abandoned(): void {
    if (this.#running === undefined) process.exit();
    this.#running.countdown.terminate();
  }

  #start(message: StartMessage): void {
    const { program, args, env, terminal, deadline, margin } = message;
    // Everything was suspended since the lock was acquired, and its lease is over.
    if (deadline - margin <= monotonic()) {
      return this.#tell({ type: "ended", code: null, signal: null, forced: true });
    }
    // Of a run around this one; `env` has the others of this one.
    const { LOCKWIRE_SLOT: _, ...inherited } = process.env;
    let child: ChildProcess;
    try {
      child = spawn(program, args, {
        stdio: "inherit",
        env: { ...inherited, ...env },
        detached: !terminal,
      });
    } catch (error) {
      return this.#failed(error);
    }
    child.once("error", (error) => this.#failed(error));
    const { pid } = child;
    if (pid === undefined) return;
    const family = new Family(pid, terminal);
    const countdown = new Countdown(message, (signal) => family.signal(signal));
    this.#running = { pid, terminal, family, countdown };
    child.once("exit", (code, signal) => void this.#ended(code, signal));
    this.#tell({ type: "started", pid });
  }

  #failed(error: unknown): void {
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    this.#tell({ type: "failed", code });
  }

  async #ended(code: number | null, signal: NodeJS.Signals | null): Promise<void> {
    const { family, countdown } = this.#running as Running;
    const forced = countdown.state !== "running";
    await endLeftovers(family, countdown);
    countdown.stop();
    this.#running = undefined;
    this.#tell({ type: "ended", code, signal, forced });
  }

  async #forward(signal: NodeJS.Signals, { pid, terminal, family }: Running): Promise<void> {
    // The command has received a signal that went to the terminal's group.
    if (terminal && (await this.#groupSignals.includes(signal))) return;
    if (this.#running === undefined) return;
    if (FOR_ONE.has(signal)) signalProcess(pid, signal);
    // A group without a terminal has no shell that would let it go on, and the system ignores SIGTSTP there.
    else family.signal(signal === "SIGTSTP" && !terminal ? "SIGSTOP" : signal);
  }

  /** The shell lets the terminal's group go on: the command is to wait until the lock was looked at. */
  #continued(): void {
    if (this.#running?.terminal !== true) return;
    this.#running.family.signal("SIGSTOP");
    this.#tell({ type: "continued" });
  }
}
