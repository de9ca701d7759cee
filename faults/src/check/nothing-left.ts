import type { Evidence } from "./evidence.js";
import type { Finding } from "./finding.js";

/**
 * Z: after `close` there is no key, subscription or connection of ours on the server, and no timer, listener or socket
 * that keeps the process from ending by itself.
 */
export function nothingLeft({ history }: Evidence): Finding {
  const violations: string[] = [];
  let cases = 0;
  for (const entry of history) {
    if (entry.event === "exited") cases += 1;
    if (entry.event === "exited" && !entry.clean) violations.push(`${entry.worker} ${entry.why}`);
    if (entry.event === "left-behind") violations.push(entry.what);
  }
  return { invariant: "Z", cases, worst: {}, violations };
}
