import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Entry } from "./event.js";

/** The histories of all processes as one, in the order of time. A line that SIGKILL tore apart is left out. */
export async function readHistory(folder: string): Promise<Entry[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith(".ndjson"));
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), "utf8")));
  const entries = texts.flatMap((text) => text.split("\n").slice(0, -1).map(parse));
  return entries.sort((a, b) => a.at - b.at);
}

function parse(line: string): Entry {
  const entry: Entry = JSON.parse(line);
  return entry;
}
