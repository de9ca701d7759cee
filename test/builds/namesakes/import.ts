import { synchronized } from "@lockwire/core";
import { locks } from "./locks.js";

export default class {
  @synchronized(locks, { name: "import.run" })
  async run(): Promise<void> {}
}

/** Has a namesake in export.ts. */
export class Job {
  @synchronized(locks, { name: "import.job" })
  async run(): Promise<void> {}
}
