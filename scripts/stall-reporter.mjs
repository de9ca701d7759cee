import { spawnSync } from "node:child_process";
import { relative } from "node:path";

/** In ms: no test or hook is given longer than 300,000. */
const STALLED = 420_000;

/**
 * A vitest reporter that ends a run in which nothing ends any more, and says what was running. A worker that is blocked (a
 * subprocess that is waited for, a loop) has no timeouts, and Vitest waits for it for ever.
 */
export default class StallReporter {
  /** The last test that started in each file that has not ended. */
  #running = new Map();
  /** @type {NodeJS.Timeout | undefined} */
  #timer;

  onTestRunStart() {
    const stalled = Number(process.env["LOCKWIRE_TEST_STALL"] ?? STALLED);
    this.#timer = setTimeout(() => this.#stop(), stalled);
  }

  /** @param {import("vitest/node").TestModule} module */
  onTestModuleStart(module) {
    this.#running.set(module.moduleId, "");
    this.#timer?.refresh();
  }

  /** @param {import("vitest/node").TestCase} test */
  onTestCaseReady(test) {
    this.#running.set(test.module.moduleId, test.fullName);
  }

  onTestCaseResult() {
    this.#timer?.refresh();
  }

  /** @param {import("vitest/node").TestModule} module */
  onTestModuleEnd(module) {
    this.#running.delete(module.moduleId);
    this.#timer?.refresh();
  }

  onTestRunEnd() {
    clearTimeout(this.#timer);
  }

  #stop() {
    console.error("\nNothing has ended for minutes, so this run is ended. What was running:");
    for (const [file, test] of this.#running) {
      console.error(`  ${relative(process.cwd(), file)}${test && ` > ${test}`}`);
    }
    spawnSync("pkill", ["-KILL", "-P", String(process.pid)], { timeout: 20_000 });
    process.exit(1);
  }
}
