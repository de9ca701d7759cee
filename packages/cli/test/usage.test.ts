import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { formatDuration, parseDuration, parseWait } from "../src/options/duration.js";
import { lockwire } from "./helpers/lockwire.js";

const redis = "redis://127.0.0.1:1";

describe("what cannot work ends with 64, before anything is sent", () => {
  test.each([
    ["no command", [], /^Usage: lockwire/],
    ["an unknown command", ["nix"], /unknown command 'nix'/],
    ["a misspelt command", ["rum"], /\(Did you mean run\?\)/],
    ["an unknown option", ["run", "job", "--nix", "--", "true"], /unknown option '--nix'/],
    ["no name", ["run", "--", "true"], /missing required argument 'name'/],
    ["two names", ["run", "a", "b", "--", "true"], /too many arguments/],
    ["no dashes", ["run", "job", "true"], /too many arguments/],
    ["nothing to run", ["run", "job"], /nothing to run: lockwire run job -- COMMAND/],
    ["nothing behind the dashes", ["run", "job", "--"], /nothing to run/],
    ["an empty name", ["run", "", "--", "true"], /name must not be empty/],
    ["a time without a unit", ["run", "job", "--ttl", "30", "--", "true"], /30s or 30ms\?/],
    ["a time that is none", ["run", "job", "--wait", "soon", "--", "true"], /500ms, 30s, 2m, 1h/],
    ["a negative time", ["run", "job", "--wait=-1s", "--", "true"], /500ms, 30s, 2m, 1h/],
    ["a ttl too short", ["run", "job", "--ttl", "900ms", "--", "true"], /shortest time is 1s/],
    ["a ttl too long", ["run", "job", "--ttl", "25d", "--", "true"], /longest time is 24d/],
    [
      "a grace too long",
      ["run", "job", "--ttl", "8s", "--grace", "5s", "--", "true"],
      /at most half of --ttl, 4s, got 5s/,
    ],
    ["no such time zone", ["peek", "job", "--time-zone", "Mars"], /Europe\/Berlin/],
    ["no such shell", ["completion", "csh"], /Allowed choices are bash, zsh, fish/],
    [
      "no such Redis",
      ["peek", "job", "--redis", "http://pass@host"],
      /must be a redis:\/\/ or rediss:\/\/ URL\n$/,
    ],
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
    expect(parseDuration(text)).toBe(time);
  });

  test.each(["", "s", "1", "-1s", "1 s", "1S", "1e3s", "1m30s", "Infinity", "0x1s", "1,5s", "٣s"])(
    "is not %j",
    (text) => {
      expect(() => parseDuration(text)).toThrow(/unit/);
    },
  );

  test("may be without a bound for a wait", () => {
    expect(parseWait("forever")).toBe(Number.POSITIVE_INFINITY);
    expect(() => parseDuration("forever")).toThrow(/unit/);
  });

  test.each([0, 1, 999, 1_000, 1_500, 60_000, 90_000, 3_600_000, 86_400_000])(
    "of %i ms is shown as it can be given",
    (time) => {
      expect(parseDuration(formatDuration(time))).toBe(time);
    },
  );
});
