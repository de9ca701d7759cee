/** The name of the instrumentation scope. */
export const SCOPE = "@lockwire/opentelemetry";

/** Attributes. Times are seconds, as everywhere in OpenTelemetry. */
export const ATTRIBUTE = Object.freeze({
  name: "lockwire.lock.name",
  ttl: "lockwire.lock.ttl",
  fence: "lockwire.lock.fence",
  mode: "lockwire.lock.mode",
  slot: "lockwire.lock.slot",
  blockingTimeout: "lockwire.acquire.blocking_timeout",
  attempts: "lockwire.acquire.attempts",
  outcome: "lockwire.acquire.outcome",
  released: "lockwire.release.released",
  /** How a lock was lost: `expired`, `stolen` or `unreachable`. */
  lossReason: "lockwire.loss.reason",
  /** https://opentelemetry.io/docs/specs/semconv/registry/attributes/error/ */
  errorType: "error.type",
});

/** Metrics, named after those of connection pools: `db.client.connection.wait_time` and its like. */
export const METRIC = Object.freeze({
  waitTime: "lockwire.lock.wait_time",
  holdTime: "lockwire.lock.hold_time",
  timeouts: "lockwire.lock.timeouts",
  losses: "lockwire.lock.losses",
});
