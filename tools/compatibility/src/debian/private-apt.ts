import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { exists } from "../exists.js";
import { runCommand } from "../run-command.js";

const TIMEOUT = 300_000;

/**
 * Downloads a package of another suite with all that it depends on, the C library too, into a folder. apt has its own
 * state there: nothing of the machine's changes, and no rights are needed.
 *
 * @returns the paths of the packages.
 */
export async function download(suite: string, name: string, folder: string): Promise<string[]> {
  const uri = await debianMirror();
  const archives = join(folder, "cache", "archives");
  const parts = join(folder, "parts");
  const sources = join(folder, "sources.list");
  const status = join(folder, "status");
  for (const made of [join(folder, "lists", "partial"), join(archives, "partial"), parts]) {
    await mkdir(made, { recursive: true });
  }
  await writeFile(sources, `deb ${await checkedWith()}${uri} ${suite} main\n`);
  await writeFile(status, "");
  const settings = {
    "Dir::State": folder,
    "Dir::State::lists": join(folder, "lists"),
    "Dir::State::status": status,
    "Dir::Cache": join(folder, "cache"),
    "Dir::Etc::sourcelist": sources,
    "Dir::Etc::sourceparts": parts,
    "Dir::Etc::preferencesparts": parts,
    "APT::Install-Recommends": "false",
    "APT::Sandbox::User": "",
    "Debug::NoLocking": "true",
  };
  const options = Object.entries(settings).flatMap(([key, value]) => ["-o", `${key}=${value}`]);
  const apt = (...args: string[]) =>
    runCommand("apt-get", [...options, "-qq", ...args], { timeout: TIMEOUT });
  await apt("update");
  await apt("install", "--download-only", "--yes", name);
  const files = await readdir(archives);
  return files.filter((file) => file.endsWith(".deb")).map((file) => join(archives, file));
}

/** The one that the machine's own apt uses. */
async function debianMirror(): Promise<string> {
  const format = ["--format", "$(REPO_URI)"];
  const targets = await runCommand("apt-get", ["indextargets", ...format], { timeout: TIMEOUT });
  const mirror = targets.split("\n").find((uri) => /\/debian\/?$/.test(uri));
  if (mirror === undefined) throw new Error("apt knows no Debian mirror on this machine");
  return mirror;
}

/** The keys of Debian's archive, where they are in a file of their own; else apt uses those that it trusts. */
async function checkedWith(): Promise<string> {
  const keys = "/usr/share/keyrings/debian-archive-keyring.gpg";
  return (await exists(keys)) ? `[signed-by=${keys}] ` : "";
}
