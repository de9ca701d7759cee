import type { Link } from "../net/link.js";
import type { Stage } from "../stage/stage.js";
import { type Faults, pauseAfter, type Strike } from "./fault.js";

/** How long after the end of a fault something of it may still be felt, in ms: a reconnect, a retry. */
const AFTERMATH = 1_000;

function links({ stage, member, random }: Strike): Link[] {
  const all = member ? stage.network.linksOf(member.process) : [...stage.network.links];
  // One of them, or all.
  return all.length > 1 && random.chance(0.5) ? [random.pick(all)] : all;
}

function disturb({ stage, member, plan }: Strike, ms = plan.for, lasts?: number): void {
  stage.disturbances.disturb((ms + AFTERMATH) * 1_000, member, lasts);
}

/** How long an attempt to connect may go on that nobody answers, in ms: by Lockwire's clients, and by ioredis' own default. */
const [CONNECT_TIMEOUT, IOREDIS_CONNECT_TIMEOUT] = [2_000, 10_000];

function connectTimeout({ fleet }: Stage): number {
  const timeouts = fleet.alive.map(({ plan, commandTimeout }) =>
    plan.own ? commandTimeout : IOREDIS_CONNECT_TIMEOUT,
  );
  return Math.max(CONNECT_TIMEOUT, ...timeouts);
}

export const NETWORK_FAULTS: Faults = {
  /** Cut at once; what is under way is lost. */
  cut: {
    lasts: [0, 0],
    sizes: [0, 0],
    strike: (strike) => {
      disturb(strike, 0, 0);
      for (const link of links(strike)) link.cut(strike.random.int(0, 50_000), undefined);
    },
  },
  /** Cut; what is under way to the server still arrives, so many ms later. */
  "cut late": {
    lasts: [0, 0],
    sizes: [1, 8_000],
    strike: (strike) => {
      disturb(strike, strike.plan.size);
      for (const link of links(strike))
        link.cut(strike.random.int(0, 50_000), strike.plan.size * 1_000);
    },
  },
  /** Replies and messages are held back, then arrive. */
  "replies held": {
    lasts: [1, 8_000],
    sizes: [0, 0],
    strike: (strike) => {
      disturb(strike);
      for (const { toClient } of links(strike)) {
        toClient.hold();
        strike.later(strike.plan.for, () => toClient.pass());
      }
    },
  },
  /** Commands are held back, then arrive. */
  "commands held": {
    lasts: [1, 8_000],
    sizes: [0, 0],
    strike: (strike) => {
      disturb(strike);
      for (const { toServer } of links(strike)) {
        toServer.hold();
        strike.later(strike.plan.for, () => toServer.pass());
      }
    },
  },
  /** Commands are held back; then the connection is cut, and they arrive after that. */
  "held and cut": {
    lasts: [1, 5_000],
    sizes: [1, 4_000],
    strike: (strike) => {
      disturb(strike, strike.plan.for + strike.plan.size);
      for (const link of links(strike)) {
        link.toServer.hold();
        strike.later(strike.plan.for, () => link.cut(0, strike.plan.size * 1_000));
      }
    },
  },
  /** Every message takes longer. */
  slow: {
    lasts: [10, 20_000],
    sizes: [1, 1_500],
    strike: (strike) => {
      disturb(strike, strike.plan.for + 2 * strike.plan.size);
      const slowed = links(strike).flatMap(({ toClient, toServer }) => [toClient, toServer]);
      for (const lane of slowed) lane.slow = strike.plan.size * 1_000;
      strike.later(strike.plan.for, () => {
        for (const lane of slowed) lane.slow = 0;
      });
    },
  },
  /** Both sides believe to be connected, and nothing arrives any more, until the client's system gives up. */
  dark: {
    lasts: [2_000, 60_000],
    sizes: [0, 0],
    strike: (strike) => {
      // A connection of the client's own is given up when a heartbeat or a command tells; the user's is not ours to close.
      const { member } = strike;
      const isOurs = member?.plan.own === true;
      disturb(strike, isOurs ? member.safetyPoll + member.commandTimeout + 2_000 : strike.plan.for);
      for (const link of links(strike)) {
        link.goDark();
        strike.later(strike.plan.for, () => link.socket.failed("ETIMEDOUT"));
      }
    },
  },
  /** Nobody can connect, and who is connected is cut off. */
  unreachable: {
    lasts: [10, 10_000],
    sizes: [0, 0],
    strike: (strike) => {
      const { stage, random, plan } = strike;
      stage.host.silent = random.chance(0.5);
      const connecting = stage.host.silent ? connectTimeout(stage) : AFTERMATH;
      stage.disturbances.disturb((plan.for + connecting + pauseAfter(plan.for)) * 1_000);
      stage.host.cutOff = true;
      for (const link of stage.network.links)
        link.cut(random.int(0, 50_000), random.chance(0.5) ? 1_000 : undefined);
      strike.later(plan.for, () => {
        stage.host.silent = false;
        stage.host.cutOff = false;
      });
    },
  },
};
