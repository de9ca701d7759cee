import { constants } from "node:os";

/** How a process ends: by a status, or by a signal. */
export type Ending = { readonly code: number } | { readonly signal: NodeJS.Signals };

/** How long a signal to oneself may take, in ms; as PID 1 of a container it never arrives. */
const SIGNAL_ARRIVES_WITHIN = 200;

/** Ends this process, as another one has ended. */
export function endAs(ending: Ending): void {
  if ("code" in ending) process.exit(ending.code);
  const { signal } = ending;
  restoreDefault(signal);
  process.kill(process.pid, signal);
  setTimeout(() => process.exit(128 + constants.signals[signal]), SIGNAL_ARRIVES_WITHIN);
}

/** Node ignores SIGPIPE, and starts its debugger on SIGUSR1: with the last listener the system's own action is back. */
function restoreDefault(signal: NodeJS.Signals): void {
  process.removeAllListeners(signal);
  if (signal === "SIGKILL" || signal === "SIGSTOP") return;
  const nothing = () => undefined;
  process.on(signal, nothing);
  process.off(signal, nothing);
}
