import { isError } from "@lockwire/core/backend";
import { type Attributes, type Span, SpanStatusCode, type Tracer } from "@opentelemetry/api";
import { errorType } from "./error-type.js";
import { ATTRIBUTE } from "./names.js";
import type { Operation } from "./subscribe.js";

interface Phases<Trace> {
  /** The attributes at the start. */
  readonly first: (trace: Trace) => Attributes;
  /** The attributes at the end, without the error. */
  readonly last: (trace: Trace) => Attributes;
}

/** One span an operation. One that was under way before anyone listened has none. */
export function spans<Trace extends { readonly error?: unknown }>(
  tracer: Tracer,
  spanName: string,
  { first, last }: Phases<Trace>,
): Operation<Trace> {
  const open = new WeakMap<Trace, Span>();
  return {
    start: (trace) => {
      open.set(trace, tracer.startSpan(spanName, { attributes: first(trace) }));
    },
    end: (trace) => {
      const span = open.get(trace);
      if (span === undefined) return;
      span.setAttributes(last(trace));
      if ("error" in trace) fail(span, trace.error);
      span.end();
    },
  };
}

/** Records an error as the conventions ask: https://opentelemetry.io/docs/specs/semconv/general/recording-errors/ */
function fail(span: Span, error: unknown): void {
  // A signal may have been aborted with anything, also with an object that has no text.
  const text = typeof error === "object" ? "thrown: object" : String(error);
  const exception = isError(error) ? error : text;
  span.setAttribute(ATTRIBUTE.errorType, errorType(error));
  span.recordException(exception);
  span.setStatus({
    code: SpanStatusCode.ERROR,
    message: typeof exception === "string" ? exception : exception.message,
  });
}
