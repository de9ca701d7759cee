import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";

const MAIN = fileURLToPath(new URL("../dist/main.js", import.meta.url));

const faults = (...args: string[]) => promisify(execFile)(process.execPath, [MAIN, ...args]);

describe("npm run faults", () => {
  it("plays runs in processes of their own, and ends with the table", async () => {
    const options = ["--only", "43", "--variant", "pubsub", "--mode", "exclusive"];
    const { stdout } = await faults(...options, "--seeds", "2", "--jobs", "2");
    const title = "a token of before";
    for (const seed of [1, 2]) {
      expect(stdout).toContain(`row 43, ${title}, pubsub, seed ${seed}: holds\n`);
    }
    expect(stdout).toMatch(/\| +43 \| a token of before +\| pubsub +\| +2 \| M 6, .+ \| holds/);
    expect(stdout).toMatch(/\n1 hold, 0 broken\n$/);
  }, 60_000);

  it("plays nothing, and fails, where no row has such a number", async () => {
    await expect(faults("--only", "99")).rejects.toMatchObject({ code: 1 });
  });

  it("names the option that it does not know, and its bounds", async () => {
    await expect(faults("--variant", "polling")).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining("--variant must be of pubsub, pubsub-resp2"),
    });
  });
});
