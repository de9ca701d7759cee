import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { lockwire } from "./helpers/lockwire.js";
import { Terminal } from "./helpers/terminal.js";

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "lockwire-completion-"));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What a shell offers for a line, in a folder with a file `report.sh`. */
type Complete = (line: string, script: string) => string[];

const inBash: Complete = (line, script) => {
  const words = line.split(" ");
  const ask = [
    `source ${script}`,
    `COMP_WORDS=(${words.map((word) => `'${word}'`).join(" ")})`,
    `COMP_CWORD=${words.length - 1}`,
    "_lockwire",
    `printf "%s\\n" "\${COMPREPLY[@]}"`,
  ];
  return linesOf(
    execFileSync("bash", ["--norc", "-c", ask.join("; ")], { cwd: folder, timeout: 50_000 }),
  );
};

const inFish: Complete = (line, script) => {
  const ask = `source ${script}; complete -C ${JSON.stringify(line)}`;
  return linesOf(
    execFileSync("fish", ["--no-config", "-c", ask], { cwd: folder, timeout: 50_000 }),
  ).map((offer) => offer.split("\t")[0] ?? "");
};

function linesOf(output: Buffer): string[] {
  return output
    .toString()
    .split("\n")
    .filter((line) => line !== "");
}

function isInstalled(shell: string): boolean {
  return spawnSync(shell, ["--version"], { timeout: 20_000 }).status === 0;
}

const asked = [
  { shell: "bash", complete: inBash },
  { shell: "fish", complete: inFish },
].filter(({ shell }) => isInstalled(shell));

describe.each(asked)("$shell completes", ({ shell, complete }) => {
  let offers: (line: string) => string[];

  beforeAll(async () => {
    const { stdout, code } = await lockwire(["completion", shell]);
    expect(code).toBe(0);
    const script = join(folder, `lockwire.${shell}`);
    writeFileSync(script, stdout);
    writeFileSync(join(folder, "report.sh"), "#!/bin/sh\n", { mode: 0o755 });
    offers = (line) => complete(line, script);
  });

  test("commands", () => {
    const commands = ["bench", "completion", "peek", "release", "run", "watch"];
    expect(offers("lockwire ").sort()).toEqual(expect.arrayContaining(commands));
    expect(offers("lockwire wa")).toEqual(["watch"]);
  });

  test("options, of their own command", () => {
    expect(offers("lockwire run job --t")).toEqual(["--ttl"]);
    expect(offers("lockwire peek job --t")).toEqual(["--time-zone"]);
    expect(offers("lockwire release job --").sort()).toEqual([
      "--force",
      "--help",
      "--json",
      "--prefix",
      "--redis",
      "--spin",
      "--token",
    ]);
  });

  test("no values that it cannot know", () => {
    expect(offers("lockwire run job --ttl ")).toEqual([]);
  });

  test("shells", () => {
    expect(offers("lockwire completion z")).toEqual(["zsh"]);
  });

  test("the command behind the dashes as a command", () => {
    expect(offers("lockwire run job --ttl 1m -- gre")).toContain("grep");
    expect(offers("lockwire run job -- sh repo").map((offer) => offer.trim())).toEqual([
      "report.sh",
    ]);
  });
});

describe.each(["zsh"].filter(isInstalled))("%s completes", (shell) => {
  test("commands, options and the command behind the dashes", async () => {
    const { stdout } = await lockwire(["completion", shell]);
    writeFileSync(join(folder, "_lockwire"), stdout);
    await using terminal = new Terminal("redis://127.0.0.1:1");
    await terminal.run(`cd ${folder}; touch report.sh; PS1='$ ' PROMPT_EOL_MARK= zsh -f`);
    await terminal.run(`fpath=(${folder} $fpath); autoload -U compinit; compinit -u -D; clear`);
    await terminal.shows(/^\$$/);
    terminal.type("lockwire wat\t");
    await terminal.shows(/\$ lockwire watch/);
    terminal.type("\x15lockwire run job --tt\t");
    await terminal.shows(/lockwire run job --ttl$/);
    terminal.type("\x15lockwire completion f\t");
    await terminal.shows(/lockwire completion fish$/);
    terminal.type("\x15lockwire run job -- sh repo\t");
    await terminal.shows(/-- sh report\.sh$/);
    terminal.type("\x15lockwire \t");
    await terminal.shows(/^peek +-- show whether a lock is held/m);
  });
});
