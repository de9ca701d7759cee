import type { Site } from "../site/site.js";
import { inDigits } from "../view/format.js";
import { clock } from "../worker/clock.js";
import type { Stage } from "./stage.js";

/** A holder that died, and who came after it. Times are those of `clock`, in ms. */
export interface Death {
  readonly label: string;
  /** When its lease ends by itself. */
  readonly leaseEnds: number;
  readonly nextAcquired: number;
}

/** Ends a worker between its read and its write; resolves once another one has had the lock. */
export async function killHolder(
  site: Site,
  stage: Stage,
  say: (line: string) => void,
): Promise<Death> {
  const { board, crew } = stage;
  const label = board.last?.label ?? "";
  crew.order(label, "stick");
  await stage.follow(() => board.stuck === label);

  await crew.kill(label);
  board.kill(label);
  const killed = clock();
  const { ttl } = await site.peek();
  say(`  ${label} ${site.death} in its critical section; its lease has ${inDigits(ttl)} ms left.`);

  const later = () => board.holds.filter(({ acquired }) => acquired > killed);
  await stage.follow(() => later().length > 0);
  const nextAcquired = Math.min(...later().map(({ acquired }) => acquired));
  return { label, leaseEnds: killed + ttl, nextAcquired };
}
