import { inspect } from "node:util";

/**
 * Everything that a log could print of a value: message, stack, what `inspect` shows with nothing hidden, its JSON; of
 * an error, the same of its causes and of its own properties.
 */
export function exposed(value: unknown): string {
  const parts = [
    inspect(value, { depth: Number.POSITIVE_INFINITY, showHidden: true }),
    json(value),
  ];
  for (let error = value; error instanceof Error; error = error.cause) {
    parts.push(String(error), error.message, error.stack ?? "", json(error));
    for (const key of Reflect.ownKeys(error)) parts.push(String(Reflect.get(error, key)));
  }
  return parts.join("\n");
}

function json(value: unknown): string {
  return JSON.stringify(value) ?? "";
}
