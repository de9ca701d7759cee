import type { Evidence } from "./evidence.js";
import type { Finding } from "./finding.js";

/** What the scenario looked at beside the promises that all rows share. */
export function rowItself({ history }: Evidence): Finding {
  const checked = history.filter((entry) => entry.event === "checked");
  return {
    invariant: "row",
    cases: checked.length,
    worst: {},
    violations: checked.filter(({ ok }) => !ok).map(({ what, detail }) => `${what}: ${detail}`),
  };
}
