import { LockBackendError } from "@lockwire/core";

/** Replies that a server in transition gives; it is another one, or fit again, in a moment. */
const PASSING =
  /\b(BUSY|LOADING|TRYAGAIN|CLUSTERDOWN|MASTERDOWN|MOVED|ASK|NOSCRIPT|UNBLOCKED|max number of clients)\b/;
/** A failover shows like this for a while, a misconfigured address for good. */
const PATIENCE = 1_000;
/** What Node says of a certificate that it refuses (https://nodejs.org/api/tls.html#x509-certificate-error-codes). */
const REFUSED_CERTIFICATE =
  /^(ERR_TLS_CERT_|CERT_|CRL_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|HOSTNAME_MISMATCH|INVALID_(CA|PURPOSE)|PATH_LENGTH_)/;

/**
 * An ioredis error as the engine knows it. What the server itself refused does not heal by waiting (wrong password, no
 * permission, out of memory, failing persistence), unless its words say so, nor does a certificate that is refused; a
 * lost connection does.
 */
export function redisFailure(error: unknown, name: string, operation: string): LockBackendError {
  return new LockBackendError(name, operation, { cause: error, retryFor: retryFor(error) });
}

function retryFor(error: unknown): number {
  if (isRefusedCertificate(error)) return 0;
  if (!isReply(error) || PASSING.test(error.message)) return Number.POSITIVE_INFINITY;
  return /\bREADONLY\b/.test(error.message) ? PATIENCE : 0;
}

function isRefusedCertificate(error: unknown): boolean {
  return error instanceof Error && "code" in error && REFUSED_CERTIFICATE.test(String(error.code));
}

/** Whether it is the server that refused: both ioredis 5 and 6 name its error reply so. */
export function isReply(error: unknown): error is Error {
  return error instanceof Error && error.name === "ReplyError";
}
