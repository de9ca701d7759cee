import { readFile } from "node:fs/promises";
import { SECURITY } from "./documented-user.js";

const ROW = /^\| `([^`]+)` \|([^|]*)\|/gm;

/** What SECURITY.md says is seen without a permission: failing operations, or `degraded`; nothing for what works on. */
export async function documentedSigns(): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const rows = (await readFile(SECURITY, "utf8")).matchAll(ROW);
  return new Map(
    [...rows].map(([, permission = "", signs = ""]) => [
      permission.replaceAll("\\|", "|"),
      new Set(words(signs)),
    ]),
  );
}

function words(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, word = ""]) => word);
}
