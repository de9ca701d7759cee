import type { Hold } from "../history/holds.js";
import type { Evidence } from "./evidence.js";
import type { Finding } from "./finding.js";

/**
 * Z: after `close` there is no key, subscription or connection of ours on the server, and no timer, listener or socket
 * that keeps the process from ending by itself. And nothing is done about a lock that was given back.
 */
export function nothingLeft({ history, holds }: Evidence): Finding {
  const violations = holds
    .filter(livesOn)
    .map(({ by, name }) => `${by} minded ${name} after its release`);
  let cases = 0;
  for (const entry of history) {
    if (entry.event === "exited") cases += 1;
    if (entry.event === "exited" && !entry.clean) violations.push(`${entry.worker} ${entry.why}`);
    if (entry.event === "left-behind") violations.push(entry.what);
  }
  return { invariant: "Z", cases, worst: {}, violations };
}

function livesOn({ ours, releasedAt = 0, lostAt = 0 }: Hold): boolean {
  return ours === true && lostAt > releasedAt;
}
