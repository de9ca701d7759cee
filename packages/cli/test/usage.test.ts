import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { durationOption, formatDuration, waitOption } from "../src/options/duration.js";
import { lockwire } from "./helpers/lockwire.js";

const redis = "redis://127.0.0.1:1";

test.each(["peek", "release"])("a name may start with a dash, behind two: %s", async (command) => {
  const force = command === "release" ? ["--force"] : [];
  const { code, stderr } = await lockwire([command, ...force, "--redis", redis, "--", "-job"]);
  expect({ code, stderr }).toEqual({ code: 69, stderr: expect.stringContaining("-job") });
});

describe("what cannot work ends with 64, before anything is sent", () => {
  test.each([
    ["no command", [], /^Usage: lockwire/],
    ["an unknown command", ["nix"], /unknown command 'nix'/],
    ["a misspelt command", ["rum"], /\(Did you mean run\?\)/],
    ["an unknown option", ["run", "job", "--nix", "--", "true"], /unknown option '--nix'/],
    ["no name", ["run", "--", "true"], /missing required argument 'name'/],
    ["two names", ["run", "a", "b", "--", "true"], /too many arguments/],
    [
      "no dashes",
      ["run", "job", "true"],
      /^lockwire: too many arguments.*\nPut -- before the command: lockwire run NAME -- COMMAND\n$/,
    ],
    [
      "no dashes before a command with an option",
      ["run", "job", "ls", "-l"],
      /'-l'\nPut -- before/,
    ],
    ["nothing to run", ["run", "job"], /nothing to run: lockwire run job -- COMMAND/],
    ["nothing behind the dashes", ["run", "job", "--"], /nothing to run/],
    ["a variable behind the dashes that is not set", ["run", "job", "--", ""], /nothing to run/],
    ["an empty name", ["run", "", "--", "true"], /name must not be empty/],
    ["a time without a unit", ["run", "job", "--ttl", "30", "--", "true"], /--ttl .*30s or 30ms/],
    [
      "a time that is none",
      ["run", "job", "--wait", "soon", "--", "true"],
      /--wait must be a time with a unit, .* or "forever", got soon$/m,
    ],
    [
      "a negative time",
      ["run", "job", "--wait=-1s", "--", "true"],
      /--wait must be a time with a unit, .* got -1s$/m,
    ],
    [
      "a ttl too short",
      ["run", "job", "--ttl", "900ms", "--", "true"],
      /--ttl must be from 1s to 24d, got 900ms/,
    ],
    [
      "a ttl too long",
      ["run", "job", "--ttl", "25d", "--", "true"],
      /--ttl must be from 1s to 24d, got 25d/,
    ],
    [
      "a grace too long",
      ["run", "job", "--ttl", "8s", "--grace", "5s", "--", "true"],
      /at most half of --ttl, 4s, got 5s/,
    ],
    [
      "a limit of none",
      ["run", "job", "--limit", "0", "--", "true"],
      /--limit must be a whole number from 1 to 10000, got 0/,
    ],
    [
      "a limit too high",
      ["run", "job", "--limit=10001", "--", "true"],
      /--limit must be .* to 10000, got 10001/,
    ],
    [
      "an interval too short",
      ["watch", "job", "--interval", "1ms"],
      /--interval must be from 100ms to 24d, got 1ms/,
    ],
    ["a measurement too short", ["bench", "--for", "0"], /--for must be from 100ms to 24d, got 0/],
    [
      "no such time zone",
      ["peek", "job", "--time-zone", "Mars"],
      /--time-zone must be .* such as Europe\/Berlin or UTC, got Mars/,
    ],
    ["no such shell", ["completion", "csh"], /the shell must be bash, zsh or fish, got csh/],
    [
      "no such Redis",
      ["peek", "job", "--redis", "http://pass@host"],
      /^lockwire: --redis or REDIS_URL must be [^@]*\n$/,
    ],
    ...[
      "redis://",
      "redis://:6379",
      "redis://host:99999",
      "redis://pass@/0",
      "redis:host",
      "redis://host/abc",
    ].map((url): [string, string[], RegExp] => [
      `a URL that is none: ${url}`,
      ["peek", "job", "--redis", url],
      /^lockwire: --redis or REDIS_URL must be [^@]*URL [^@]*\n$/,
    ]),
  ])("%s", async (_, args, message) => {
    const end = await lockwire(args, { redis });
    expect(end).toMatchObject({ code: 64, stdout: "" });
    expect(end.stderr).toMatch(message);
  });

  test.each(["run", "peek", "watch", "release", "bench"])(
    "%s without a Redis, rather than with one that each host has of its own",
    async (command) => {
      const args = { run: ["job", "--", "true"], release: ["job", "--force"], bench: [] };
      const end = await lockwire([command, ...(args[command as keyof typeof args] ?? ["job"])]);
      expect(end).toMatchObject({ code: 64, stdout: "" });
      expect(end.stderr).toMatch(/no Redis: pass --redis redis:\/\/host:6379, or set REDIS_URL/);
    },
  );

  test.each([
    ["a misspelt option", ["peek", "job", "--redis-url=redis://:hunter2@host"]],
    ["an option before the command", ["--redis=redis://:hunter2@host", "run", "job", "--", "true"]],
    ["a misspelt token", ["release", "job", "--tokn=hunter2"]],
    ["a URL for a command", ["rediss://user:hunter2@host:6379/0"]],
    ["a URL for a time", ["run", "job", "--wait", "redis://:hunter2@host", "--", "true"]],
    ["a URL for a time zone", ["peek", "job", "--time-zone", "redis://:hunter2@host"]],
  ])("without repeating a secret: %s", async (_, args) => {
    for (const json of [[], ["--json"]]) {
      const end = await lockwire([...args.slice(0, 1), ...json, ...args.slice(1)], { redis });
      expect(end).toMatchObject({ code: 64, stdout: "" });
      expect(end.stderr).toMatch(/unknown|--wait|--time-zone/);
      expect(end.stderr).not.toContain("hunter2");
    }
  });

  test("is told to programs as JSON", async () => {
    const { stderr, code } = await lockwire(["run", "job", "--json", "--ttl", "x", "--", "true"]);
    expect(code).toBe(64);
    expect(JSON.parse(stderr)).toEqual({ error: expect.stringContaining("--ttl"), status: 64 });
  });
});

describe("help and version", () => {
  test.each([["--help"], ["run", "--help"], ["watch", "-h"]])(
    "go to stdout: %s",
    async (...args) => {
      const end = await lockwire(args);
      expect(end).toMatchObject({ code: 0, stderr: "" });
      expect(end.stdout).toMatch(/^Usage: lockwire/);
      for (const line of end.stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
    },
  );

  test("the version is the package's", async () => {
    const { version } = JSON.parse(
      readFileSync(new URL("../package.json", import.meta.url), "utf8"),
    );
    expect(await lockwire(["--version"])).toMatchObject({ code: 0, stdout: `${version}\n` });
  });
});

describe("a time", () => {
  const parseTime = durationOption("--grace");

  test.each([
    ["0", 0],
    ["0s", 0],
    ["500ms", 500],
    ["30s", 30_000],
    ["1.5s", 1_500],
    ["2m", 120_000],
    ["1h", 3_600_000],
    ["1d", 86_400_000],
  ])("%s is %i ms", (text, time) => {
    expect(parseTime(text)).toBe(time);
  });

  test.each(["", "s", "1", "-1s", "1 s", "1S", "1e3s", "1m30s", "Infinity", "0x1s", "1,5s", "٣s"])(
    "is not %j",
    (text) => {
      expect(() => parseTime(text)).toThrow(/^--grace must /);
    },
  );

  test("may be without a bound for a wait", () => {
    expect(waitOption("--wait")("forever")).toBe(Number.POSITIVE_INFINITY);
    expect(() => parseTime("forever")).toThrow(/^--grace must /);
  });

  test.each([0, 1, 999, 1_000, 1_500, 60_000, 90_000, 3_600_000, 86_400_000])(
    "of %i ms is shown as it can be given",
    (time) => {
      expect(durationOption("--wait")(formatDuration(time))).toBe(time);
    },
  );
});
