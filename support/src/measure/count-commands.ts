import type { Redis } from "ioredis";

/** How often each command ran, by its name in lower case; inside scripts too. */
export type CommandCounts = Readonly<Record<string, number>>;

/**
 * Begins to count what a server executes. The returned function tells what ran since then; the INFO calls
 * of the count itself are left out.
 */
export async function countCommands(admin: Redis): Promise<() => Promise<CommandCounts>> {
  const before = await commandStats(admin);
  let own = 1;
  return async () => {
    const after = await commandStats(admin);
    const counts = Object.entries(after).map(([command, calls]) => {
      const asked = command === "info" ? own : 0;
      return [command, calls - (before[command] ?? 0) - asked] as const;
    });
    own++;
    return Object.fromEntries(counts.filter(([, calls]) => calls > 0));
  };
}

/** The sum of all counts, or of the commands that are named. */
export function total(counts: CommandCounts, ...commands: readonly string[]): number {
  const names = commands.length > 0 ? commands : Object.keys(counts);
  return names.reduce((sum, name) => sum + (counts[name] ?? 0), 0);
}

async function commandStats(admin: Redis): Promise<Record<string, number>> {
  const lines = (await admin.info("commandstats")).matchAll(/^cmdstat_([^:]+):calls=(\d+)/gm);
  return Object.fromEntries([...lines].map(([, command, calls]) => [command, Number(calls)]));
}
