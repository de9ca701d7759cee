import type { Claim, Contender, Grant, Refusal } from "../../contract/backend.js";
import { LockBackendError } from "../../contract/errors.js";
import type { ClientContext } from "../client-context.js";

/** Returns the reply if it is one: anything else must not count as a lock that is held. */
export function checkReply<R extends Grant | Refusal>(reply: R, name: string): R {
  return reply?.acquired === false ? reply : checkGrant(reply, name, "acquire");
}

export function checkGrant<G extends Grant | Refusal>(
  grant: G,
  name: string,
  operation: string,
): G {
  if (grant?.acquired === true && Number.isSafeInteger(grant.fence)) return grant;
  throw malformed(name, operation, "must resolve to a grant whose fence is a safe integer");
}

export function malformed(name: string, operation: string, what: string): LockBackendError {
  return new LockBackendError(name, operation, { message: `the backend ${what}`, retryFor: 0 });
}

/** Ends the wait at the backend. A failure is reported: it must not lose a lock that has been acquired. */
export function stopWaiting(
  { report }: ClientContext,
  { name }: Claim,
  contender: Contender,
): void {
  try {
    contender.stopWaiting?.();
  } catch (error) {
    report(name, error);
  }
}

/** Settles like the wait, or resolves when the signal aborts: a backend may not keep a caller beyond its deadline. */
export function untilAborted(wait: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = () => resolve();
    signal.addEventListener("abort", end, { once: true });
    if (signal.aborted) resolve();
    const forget = () => signal.removeEventListener("abort", end);
    wait.then(resolve, reject).then(forget, forget);
  });
}
