/** A moment in ms since the epoch as `2026-11-21 12:30:00`, in a time zone or in that of this process. */
export function formatTime(time: number, timeZone?: string): string {
  // Sweden writes dates as ISO 8601 does.
  const style = { dateStyle: "short", timeStyle: "medium", timeZone } as const;
  return new Intl.DateTimeFormat("sv-SE", style).format(time);
}

/** The name of that time zone. */
export function zoneName(timeZone?: string): string {
  return new Intl.DateTimeFormat("en", { timeZone }).resolvedOptions().timeZone;
}
