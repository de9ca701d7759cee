/** Sends a signal to a process, or with a negative id to a group. False: there is none, or none that we may signal. */
export function signalProcess(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch (error) {
    if (error instanceof Error && "code" in error) {
      if (error.code === "ESRCH") return false;
      // It took on another user's rights.
      if (error.code === "EPERM") return false;
    }
    throw error;
  }
}
