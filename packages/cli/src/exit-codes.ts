/** Exit statuses, by sysexits.h where it has one. */
export const EXIT = Object.freeze({
  ok: 0,
  /** Nothing went wrong, and the answer is no: `release` of a lock that was not held so. */
  no: 1,
  /** EX_USAGE */
  usage: 64,
  /** EX_UNAVAILABLE: Redis could not be reached, or refused. */
  unavailable: 69,
  /** EX_SOFTWARE: a fault in this program. */
  software: 70,
  /** EX_OSERR: no process could be started. */
  osError: 71,
  /** EX_IOERR: the output could not be written. */
  ioError: 74,
  /** EX_TEMPFAIL: someone else holds the lock. */
  held: 75,
  /** The lock was lost while the command ran. The first one that sysexits.h leaves free. */
  lost: 79,
  /** As a shell has them: found but not executable, and not found. */
  cannotExecute: 126,
  notFound: 127,
});
