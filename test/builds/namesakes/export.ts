import { synchronized } from "@lockwire/core";
import { locks } from "./locks.js";

export default class {
  @synchronized(locks, { name: "export.run" })
  async run(): Promise<void> {}
}

/** Has a namesake in import.ts. */
export class Job {
  @synchronized(locks, { name: "export.job" })
  async run(): Promise<void> {}
}
