/**
 * What a watchdog is called in the list of processes. A run around this one finds it there by the session, even once the
 * `lockwire run` between them is gone.
 *
 * @param session the one in which the `lockwire run` was started that it serves
 */
export function watchdogTitle(session: number): string {
  return `lockwire watchdog of ${session}`;
}

/** The session that a title names, if it is that of a watchdog. */
export function servedSession(title: string): number | undefined {
  const session = /^lockwire watchdog of (\d+)/.exec(title)?.[1];
  return session === undefined ? undefined : Number(session);
}

/** As much of the title as Linux takes for the program's name. */
export const WATCHDOG_NAME = watchdogTitle(0).slice(0, 15);
