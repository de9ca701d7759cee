import { cp, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { XMLValidator } from "fast-xml-parser";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runBench } from "./run-bench.js";

interface Contender {
  readonly id: string;
  readonly failure?: string;
  readonly figures?: Readonly<Record<string, number>>;
  readonly ofFloor?: number;
}

interface Results {
  readonly made: { readonly command: string };
  readonly workloads: readonly { readonly id: string; readonly contenders: readonly Contender[] }[];
}

it("measures what the library takes by itself", async () => {
  const { stdout } = await runBench(["engine", "--reps", "1", "--cycles", "2000"]);
  expect(stdout).toMatch(/pubsub +[1-9]\d*\.\d us of CPU, [1-9]\d{3,4} bytes allocated/);
  expect(stdout.match(/each keeps [1-9]\d{3} bytes alive/g)).toHaveLength(2);
  expect(stdout).toMatch(/spin +[1-9]\d*\.\d us of CPU, [1-9]\d{3,4} bytes allocated/);
  expect(stdout.match(/import of (\S+|an empty module): [1-9]\d* ms/g)).toHaveLength(7);
}, 180_000);

it("measures what the scripts take of the server", async () => {
  const { stdout } = await runBench(["scripts", "--reps", "1", "--cycles", "100"]);
  expect(stdout).toMatch(/SET NX PX +guarded DEL +\d+\.\d us\n/);
  expect(stdout).toMatch(/acquire\.lua +release\.lua +\d+\.\d us {2}-?\d+\.\d more\n/);
  expect(stdout).toMatch(/acquire\.lua, 64 a call +release\.lua, 64 a call +\d+\.\d us/);
}, 180_000);

it("measures the round trip at the distance of the workload", async () => {
  const folder = await mkdtemp(join(tmpdir(), "lockwire-far-"));
  try {
    const json = join(folder, "results.json");
    const far = ["--only", "w7-hold-0", "--reps", "1", "--ms", "300", "--busy", "--json", json];
    await runBench([...far, "--contenders", "raw-pubsub"]);
    const { workloads }: Results = JSON.parse(await readFile(json, "utf8"));
    const { roundTrip, p50 } = workloads[0]?.contenders[0]?.figures ?? {};
    expect(roundTrip).toBeGreaterThan(10);
    expect(p50, "and a hand-off takes one").toBeGreaterThan(5);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}, 60_000);

describe("npm run bench", () => {
  let folder: string;
  let results: Results;
  let output: { readonly stdout: string; readonly stderr: string };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "lockwire-bench-"));
    const json = join(folder, "results.json");
    output = await runBench([
      ...["--only", "w1-two-cores,w4-hold-0", "--reps", "1", "--ms", "1000", "--busy"],
      ...["--contenders", "lockwire-handoff,lockwire-plain,raw,raw-pubsub"],
      ...["--json", json, "--plots", folder],
    ]);
    results = JSON.parse(await readFile(json, "utf8"));
  }, 180_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const contendersOf = (workload: string) =>
    results.workloads.find(({ id }) => id === workload)?.contenders ?? [];

  it("measures each contender in each workload that it has a part in", () => {
    const all = ["lockwire-handoff", "lockwire-plain", "raw", "raw-pubsub"];
    expect(contendersOf("w1-two-cores").map(({ id }) => id)).toEqual(all);
    expect(contendersOf("w4-hold-0").map(({ id }) => id)).toEqual(all.filter((id) => id !== "raw"));
    for (const { contenders } of results.workloads) {
      for (const { figures } of contenders) {
        expect(figures).toMatchObject({ perSecond: expect.any(Number), p50: expect.any(Number) });
        expect(figures?.["perSecond"]).toBeGreaterThan(1);
        expect(figures?.["p50"]).toBeGreaterThan(0);
      }
    }
  });

  it("counts what was sent", () => {
    for (const { figures } of contendersOf("w1-two-cores"))
      expect(figures?.["commands"]).toBeCloseTo(2, 1);
  });

  it("sees no two holders at once, and nobody starve under the hand-off", () => {
    for (const { figures } of contendersOf("w4-hold-0")) expect(figures?.["overlaps"]).toBe(0);
    expect(contendersOf("w4-hold-0")[0]?.figures).toMatchObject({ starved: 0 });
  });

  it("compares with the floor of the same run", () => {
    expect(contendersOf("w1-two-cores").find(({ id }) => id === "raw")?.ofFloor).toBe(1);
    expect(contendersOf("w4-hold-0").find(({ id }) => id === "raw-pubsub")?.ofFloor).toBe(1);
  });

  it("tells of its progress, and ends with tables and how they were made", () => {
    expect(output.stderr).toContain("[1/7] w1-two-cores lockwire-handoff");
    expect(output.stdout).toContain("w4-hold-0: one name, 4 processes x 25 waiters, hold 0 ms");
    expect(output.stdout).toContain(results.made.command);
  });

  it("draws a plot for each workload, for light and dark, that needs no browser", async () => {
    for (const [workload, words] of [
      ["w1", "Uncontended, two cores"],
      ["w4", "Contended, 0 ms"],
    ]) {
      const svg = await readFile(join(folder, `${workload}.svg`), "utf8");
      expect(XMLValidator.validate(svg)).toBe(true);
      expect(svg).toContain("prefers-color-scheme: dark");
      expect(svg).not.toContain("var(");
      expect(svg).toContain(`>${words}<`);
      expect(svg).toContain(">Lockwire, no hand-off<");
      expect(svg).not.toContain(">lockwire-plain<");
    }
  });
});

describe("npm run bench -- --draw", () => {
  const plots = fileURLToPath(new URL("../../../docs/plots", import.meta.url));
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "lockwire-plots-"));
    await cp(plots, folder, { recursive: true, filter: (path) => !path.endsWith(".svg") });
    await runBench(["--draw", folder]);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it("draws the plots of the documents from the figures beside them", async () => {
    const names = (await readdir(plots)).filter((name) => name.endsWith(".svg"));
    expect(names.length).toBeGreaterThan(7);
    for (const name of names) {
      expect(await readFile(join(folder, name), "utf8")).toBe(
        await readFile(join(plots, name), "utf8"),
      );
    }
  });

  it("shows words instead of ids", async () => {
    for (const name of (await readdir(plots)).filter((file) => file.endsWith(".svg"))) {
      expect(await readFile(join(plots, name), "utf8")).not.toMatch(/>(w\d|lockwire-|raw-)/);
    }
  });

  it("shows Lockwire and three known libraries in the README's, and who never had the lock", async () => {
    const svg = await readFile(join(folder, "readme.svg"), "utf8");
    for (const name of ["Lockwire", "redlock 4", "redis-semaphore", "node-redisson"]) {
      expect(svg).toContain(`>${name}<`);
    }
    expect(svg).not.toContain("verrou");
    expect(svg).toContain("waiters that never had the lock");
  });
});
