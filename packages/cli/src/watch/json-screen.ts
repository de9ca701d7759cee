import { lockAsJson } from "../output/lock-as-json.js";
import { print } from "../output/print.js";
import type { Sight } from "./observer.js";
import type { Screen } from "./screen.js";

/** A line of JSON for each lock and picture. */
export class JsonScreen implements Screen {
  show(sights: readonly Sight[]): void {
    const at = new Date().toISOString();
    for (const sight of sights) print(JSON.stringify({ at, ...asJson(sight) }));
  }

  close(): void {}
}

function asJson(sight: Sight): Readonly<Record<string, unknown>> {
  const { name, handoffs } = sight;
  if ("error" in sight) return { name, error: sight.error.message };
  if (!("info" in sight)) return { name };
  return { ...lockAsJson(name, sight.info), handoffsPerSecond: round(handoffs.perSecond) };
}

function round(rate: number): number {
  return Math.round(rate * 10) / 10;
}
