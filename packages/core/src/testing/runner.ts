/** What the suite needs of a test runner: vitest, Jest, Mocha (`it` as `test`) and node:test all fit. */
export interface Runner {
  describe(title: string, body: () => void): unknown;
  test(title: string, body: () => Promise<void>): unknown;
}
