import type { Sharing } from "../plan/plan.js";

export function shown(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const [said = ""] = error.message.split("; see https://");
  return `${error.name}: ${said}`;
}

/** As it stands in the queue on the server. */
export function wishOf(sharing: Sharing | undefined): string {
  if (sharing === undefined) return "";
  return sharing.mode === "shared" ? "shared" : `${sharing.limit}`;
}
