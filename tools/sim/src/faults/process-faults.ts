import { closeMember, startMember } from "../stage/lives.js";
import type { Faults, Strike } from "./fault.js";

const AFTERMATH = 500;

function disturb({ stage, member, plan }: Strike): void {
  stage.disturbances.disturb((plan.for + AFTERMATH) * 1_000, member);
}

export const PROCESS_FAULTS: Faults = {
  /** SIGSTOP, and SIGCONT later. */
  stop: {
    lasts: [5, 40_000],
    sizes: [0, 0],
    strike: (strike) => {
      const { member } = strike;
      if (!member?.alive || member.process.stopped) return;
      disturb(strike);
      member.process.stop();
      strike.later(strike.plan.for, () => member.process.resume());
    },
  },
  /** Its event loop is busy. */
  block: {
    lasts: [5, 40_000],
    sizes: [0, 0],
    strike: (strike) => {
      if (!strike.member?.alive) return;
      disturb(strike);
      strike.member.process.block(strike.plan.for * 1_000);
    },
  },
  /** SIGKILL; another takes its place later. */
  kill: {
    lasts: [1, 5_000],
    sizes: [0, 0],
    strike: (strike) => {
      const { stage, member, random } = strike;
      if (!member?.alive) return;
      kill(strike, random.chance(0.8));
      strike.later(strike.plan.for, () => stage.working && startMember(stage, member.number));
    },
  },
  /** SIGKILL, and nobody in its place. */
  die: {
    lasts: [0, 0],
    sizes: [0, 0],
    strike: (strike) => {
      // One has to be left to see what comes of it.
      if (strike.member?.alive && strike.stage.fleet.alive.length > 1)
        kill(strike, strike.random.chance(0.8));
    },
  },
  /** The machine sleeps: nothing runs, and the monotonic clock stands still. */
  suspend: {
    lasts: [100, 60_000],
    sizes: [0, 0],
    strike: (strike) => {
      const { member, plan } = strike;
      if (!member?.alive || member.process.stopped) return;
      disturb(strike);
      member.process.stop();
      strike.later(plan.for, () => {
        member.process.clock.lose(plan.for * 1_000);
        member.process.resume();
      });
    },
  },
  /** Its wall clock steps. */
  "client clock": {
    lasts: [0, 0],
    sizes: [-3_600_000, 3_600_000],
    strike: ({ member, plan }) => member?.process.clock.stepWall(plan.size * 1_000),
  },
  /** Its client is closed, as at the end of a program, and a new process follows. */
  close: {
    lasts: [1, 3_000],
    sizes: [0, 0],
    strike: (strike) => {
      const { stage, member } = strike;
      if (!member?.alive || member.closing) return;
      member.closing = true;
      member.process.post(() => void closeMember(stage, member));
      strike.later(strike.plan.for, () => stage.working && startMember(stage, member.number));
    },
  },
};

/** Its connections are closed by its system; or the whole machine is gone, and the server hears nothing of it. */
function kill({ stage, member }: Strike, told: boolean): void {
  if (!member) return;
  const links = stage.network.linksOf(member.process);
  stage.say("*", `${member.process.name} is killed${told ? "" : ", machine and all"}`);
  member.process.kill();
  member.killedAt = stage.scheduler.now;
  stage.forgetAllOf(member);
  for (const link of links) {
    link.socket.destroyed = true;
    if (told) link.closedByClient();
    else link.goDark();
  }
  // A dead waiter whose connection looks alive is given the lock once.
  if (!told) stage.disturbances.disturb(stage.longestTtl * 1_000);
}
