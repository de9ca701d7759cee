import type { SiteLock } from "../site/site.js";

/** What one part shows. */
export interface PartPlan {
  readonly title: string;
  readonly lock: SiteLock;
  /** How long the workers work, in seconds; before the holder's death, where it dies. */
  readonly seconds: number;
  readonly holderDies: boolean;
}
