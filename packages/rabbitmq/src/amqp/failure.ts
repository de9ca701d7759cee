import { isError, LockBackendError } from "@lockwire/core/backend";

/** Reply codes of AMQP 0-9-1 (https://www.rabbitmq.com/amqp-0-9-1-reference#constants) that tell the locks something. */
export const CODE = Object.freeze({
  accessRefused: 403,
  notFound: 404,
  resourceLocked: 405,
  preconditionFailed: 406,
  notAllowed: 530,
  notImplemented: 540,
});

const REFUSALS: ReadonlySet<number | undefined> = new Set([
  CODE.accessRefused,
  CODE.preconditionFailed,
  CODE.notAllowed,
  CODE.notImplemented,
]);
/** A limit on connections, channels or queues leaves room again when others go; the stream of a node that starts is there soon. */
const PASSING = /\blimit\b|does not have a replica on the local node/;
/** amqplib does not tell why a vhost was not opened: there is none, it is not for this user, or it is not up yet. */
const VHOST_REFUSED = /^Expected ConnectionOpenOk; got <ConnectionClose/;
/** For how long a node that starts may say so, in ms. */
const STARTING = 2_000;
/** Node's error codes for a refused certificate (https://nodejs.org/api/tls.html#x509-certificate-error-codes). */
const REFUSED_CERTIFICATE =
  /^(ERR_TLS_CERT_|CERT_|CRL_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|HOSTNAME_MISMATCH|INVALID_(CA|PURPOSE)|PATH_LENGTH_)/;

/**
 * Converts an error of amqplib to a `LockBackendError`. Waiting does not help if the broker refused (wrong password, no
 * permission, no such vhost, a queue of another kind), if a certificate is refused, or if the user's function opens no
 * connection; it may help after a lost connection.
 */
export function brokerFailure(error: unknown, name: string, operation: string): LockBackendError {
  if (LockBackendError.is(error)) return error;
  return new LockBackendError(name, operation, { cause: error, retryFor: retryFor(error) });
}

/** The reply code that the broker closed a channel with, or refused a connection with. */
export function replyCode(error: unknown): number | undefined {
  if (!isError(error)) return undefined;
  if ("code" in error && typeof error.code === "number") return error.code;
  // amqplib keeps the code of a refused handshake in its message only.
  const [, code] = /^Handshake terminated by server: (\d{3}) /.exec(error.message) ?? [];
  return code === undefined ? undefined : Number(code);
}

function retryFor(error: unknown): number {
  if (isError(error) && error.name === "TypeError") return 0;
  if (isError(error) && VHOST_REFUSED.test(error.message)) return STARTING;
  const refused = REFUSALS.has(replyCode(error)) && !PASSING.test((error as Error).message);
  return refused || isRefusedCertificate(error) ? 0 : Number.POSITIVE_INFINITY;
}

function isRefusedCertificate(error: unknown): boolean {
  return isError(error) && "code" in error && REFUSED_CERTIFICATE.test(String(error.code));
}
