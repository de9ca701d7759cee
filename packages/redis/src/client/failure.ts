import { LockBackendError } from "@lockwire/core";
import { isError } from "@lockwire/core/backend";
import { isNotConnected } from "./node-redis/not-connected.js";
import { hasServerCode, serverCode, serverWords } from "./server-words.js";

/** Codes that a server in transition replies with; it is another one, or fit again, in a moment. */
const PASSING: ReadonlySet<string> = new Set([
  ...["BUSY", "LOADING", "TRYAGAIN", "CLUSTERDOWN", "MASTERDOWN", "MOVED", "ASK", "NOSCRIPT"],
  "UNBLOCKED",
]);
/** Said without a code of its own. */
const FULL = /^ERR max number of clients/;
/** A failover shows like this for a while, a misconfigured address for good. */
const READONLY_RETRY = 1_000;
/** What Node says of a certificate that it refuses (https://nodejs.org/api/tls.html#x509-certificate-error-codes). */
const REFUSED_CERTIFICATE =
  /^(ERR_TLS_CERT_|CERT_|CRL_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|HOSTNAME_MISMATCH|INVALID_(CA|PURPOSE)|PATH_LENGTH_)/;
/** A client of the user's that does something else; ioredis refuses all other commands on it. */
const OTHER_USE = /^Connection (is )?in (subscriber|monitoring) mode/;
/** ioredis ends some of its messages with what the server said. */
const QUOTED = /\s*Last (?:error|reply): .*$/s;
/** How ioredis 5 and 6 name what a server replied. */
const REPLY_ERROR = "ReplyError";
/** What is shorter is no secret, and stands in many a word. */
const SHORTEST_SECRET = 4;

/**
 * A client's error as the engine knows it. What the server itself refused does not heal by waiting (wrong password, no
 * permission, out of memory, failing persistence), unless its code says so, nor does a certificate that is refused, nor a
 * client that nobody has connected, or that subscribes or monitors; a lost connection does.
 */
export function redisFailure(error: unknown, name: string, operation: string): LockBackendError {
  return new LockBackendError(name, operation, {
    cause: withoutSent(error),
    retryFor: retryFor(error),
  });
}

/** What a script passes on of a server's refusal. */
export function refusal(words: string, name: string, operation: string): LockBackendError {
  const error = new Error(words);
  error.name = REPLY_ERROR;
  return redisFailure(error, name, operation);
}

/**
 * The error as it may be shown, and kept: a server's in known words only, any other unless it repeats what was sent. It can
 * be shown so again.
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

/** Whether it is the server that refused: ioredis names its error replies, others at least pass them on. */
export function isReply(error: unknown): error is Error {
  return isError(error) && (error.name === REPLY_ERROR || hasServerCode(error.message));
}

/** Whether the server refused with this code. */
export function isRefusal(error: unknown, code: string): boolean {
  return isReply(error) && serverCode(error.message) === code;
}
