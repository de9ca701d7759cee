import { LockBackendError } from "@lockwire/core";
import { isError } from "@lockwire/core/backend";
import { isNotConnected } from "./not-connected.js";
import { hasServerCode, serverCode, serverWords } from "./server-words.js";

/** Codes of a server in transition: it will be ready, or replaced by another, in a moment. */
const PASSING: ReadonlySet<string> = new Set([
  ...["BUSY", "LOADING", "TRYAGAIN", "CLUSTERDOWN", "MASTERDOWN", "MOVED", "ASK", "NOSCRIPT"],
  "UNBLOCKED",
]);
/** An error without its own code. */
const FULL = /^ERR max number of clients/;
/** During a failover this error lasts for a moment, with a misconfigured address forever. */
const READONLY_RETRY = 1_000;
/** Node's codes for a refused certificate (https://nodejs.org/api/tls.html#x509-certificate-error-codes). */
const REFUSED_CERTIFICATE =
  /^(ERR_TLS_CERT_|CERT_|CRL_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|HOSTNAME_MISMATCH|INVALID_(CA|PURPOSE)|PATH_LENGTH_)/;
/** A client in subscriber or monitor mode, on which ioredis refuses other commands. */
const OTHER_USE = /^Connection (is )?in (subscriber|monitoring) mode/;
/** ioredis ends some of its messages with the server's error. */
const QUOTED = /\s*Last (?:error|reply): .*$/s;
/** The name that ioredis 5 and 6 give to an error reply. */
const REPLY_ERROR = "ReplyError";
/** A shorter argument is not a secret, and occurs in many words by chance. */
const SHORTEST_SECRET = 4;

/**
 * Converts a client's error to a `LockBackendError`. Waiting does not help if the server refused the command (wrong
 * password, no permission, out of memory, failing persistence), except for transient codes; nor if a certificate was
 * refused, or the client is not connected, subscribed or monitoring. It does help if the connection was lost.
 */
export function redisFailure(error: unknown, name: string, operation: string): LockBackendError {
  return new LockBackendError(name, operation, {
    cause: withoutSent(error),
    retryFor: retryFor(error),
  });
}

/** The error for a server's refusal that a script returned in its reply. */
export function refusal(words: string, name: string, operation: string): LockBackendError {
  const error = new Error(words);
  error.name = REPLY_ERROR;
  return redisFailure(error, name, operation);
}

/**
 * Returns an error without secrets: a server's error in known words only, any other unless it repeats what was sent.
 * Idempotent.
 */
export function withoutSent(error: unknown, sent: readonly string[] = []): Error {
  if (!isError(error)) return new Error(`a ${typeof error} was thrown`);
  const shown = new Error(isReply(error) ? serverWords(error.message) : ownWords(error, sent));
  shown.name = error.name;
  return "code" in error && typeof error.code === "string"
    ? Object.assign(shown, { code: error.code })
    : shown;
}

function ownWords({ message, name }: Error, sent: readonly string[]): string {
  const words = message.replace(QUOTED, "");
  const repeats = sent.some((word) => word.length >= SHORTEST_SECRET && words.includes(word));
  return repeats ? `${name}, whose message repeats what was sent` : words;
}

function retryFor(error: unknown): number {
  if (isRefusedCertificate(error) || isNotConnected(error) || isInOtherUse(error)) return 0;
  if (!isReply(error)) return Number.POSITIVE_INFINITY;
  const code = serverCode(error.message);
  if (PASSING.has(code) || FULL.test(error.message)) return Number.POSITIVE_INFINITY;
  return code === "READONLY" ? READONLY_RETRY : 0;
}

function isInOtherUse(error: unknown): boolean {
  return isError(error) && OTHER_USE.test(error.message);
}

function isRefusedCertificate(error: unknown): boolean {
  return isError(error) && "code" in error && REFUSED_CERTIFICATE.test(String(error.code));
}

/** Whether it is an error reply of the server: ioredis names those, other clients at least pass on the message. */
export function isReply(error: unknown): error is Error {
  return isError(error) && (error.name === REPLY_ERROR || hasServerCode(error.message));
}

/** Whether the server refused with this code. */
export function isRefusal(error: unknown, code: string): boolean {
  return isReply(error) && serverCode(error.message) === code;
}
