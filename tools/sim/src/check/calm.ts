import type { Member } from "../stage/member.js";
import type { Stage } from "../stage/stage.js";

/** Since when nothing was wrong for a process: its network, the server, and its own event loop; in us. */
export function calmSince(stage: Stage, member: Member): number {
  return Math.max(stage.disturbances.overAt(member), member.process.stoodStillUntil);
}

/**
 * Since when commands of a process go through: like `calmSince`, without the time in which something of a fault that is over may
 * still be felt.
 */
export function connectedSince({ disturbances }: Stage, member: Member): number {
  return Math.max(disturbances.wrongUntil(member), member.process.stoodStillUntil);
}

/** Since when nothing was wrong for any process. */
export function allCalmSince(stage: Stage): number {
  return stage.fleet.alive.reduce(
    (last, { process }) => Math.max(last, process.stoodStillUntil),
    stage.disturbances.overAt(),
  );
}

/** How long a command and its reply may be under way, in us. */
export function roundTrip({ plan }: Stage): number {
  const { most, rare, rarely } = plan.delay;
  const slowest = Math.max(...plan.processes.map(({ pace }) => pace[1]));
  return 2 * (most + (rarely > 0 ? rare : 0)) + 2 * slowest;
}
