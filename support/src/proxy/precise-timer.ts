/**
 * Calls back after so many ms, or a little later, and returns what prevents it. Node's timers count whole milliseconds;
 * the rest of one is waited for turn by turn, which keeps the event loop busy.
 */
export function preciseTimer(ms: number, callback: () => void): () => void {
  const due = performance.now() + ms;
  let timer: NodeJS.Timeout | undefined;
  let turn: NodeJS.Immediate | undefined;
  const wait = (left: number): void => {
    if (left >= 1) timer = setTimeout(check, Math.floor(left));
    else turn = setImmediate(check);
  };
  const check = (): void => {
    const left = due - performance.now();
    if (left > 0) wait(left);
    else callback();
  };
  wait(ms);
  return () => {
    clearTimeout(timer);
    clearImmediate(turn);
  };
}
