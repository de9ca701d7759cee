import type { Fault } from "./fault.js";
import { TTL } from "./terms.js";

export const FAULTS: readonly Fault[] = [
  {
    what: "a process killed",
    async strike({ victim, replace }) {
      const worker = victim();
      await worker.kill();
      await replace(worker);
    },
  },
  {
    what: "a process stopped",
    async strike({ stage, victim }) {
      const worker = victim();
      await worker.suspend();
      await stage.lasting(stage.random.int(50, 3 * TTL));
      worker.resume();
    },
  },
  {
    what: "an event loop blocked",
    async strike({ victim }) {
      await victim().tell({ do: "block", ms: 1.5 * TTL });
    },
  },
  {
    what: "a wall clock stepped",
    async strike({ stage, victim }) {
      const ms = stage.random.pick([60_000, -60_000, 0]);
      await victim().tell({ do: "step-clock", ms });
    },
  },
  {
    what: "Redis killed and started",
    strike: ({ server }) => server.restart(),
  },
  {
    what: "Redis stopped",
    async strike({ stage, server }) {
      server.pause();
      await stage.lasting(stage.random.int(50, TTL));
      server.resume();
    },
  },
  {
    what: "writes paused",
    async strike({ stage, server }) {
      await server.admin().call("CLIENT", "PAUSE", "800", "WRITE");
      await stage.lasting(800);
    },
  },
  {
    what: "scripts flushed",
    async strike({ server }) {
      await server.admin().script("FLUSH");
    },
  },
  {
    what: "subscribers cut",
    async strike({ server }) {
      await server.admin().call("CLIENT", "KILL", "TYPE", "PUBSUB");
    },
  },
  {
    what: "connections cut",
    async strike({ server }) {
      await server.admin().call("CLIENT", "KILL", "TYPE", "NORMAL");
    },
  },
  {
    what: "a wire cut",
    async strike({ stage, proxy }) {
      proxy.refuse();
      proxy.cut();
      await stage.lasting(stage.random.int(50, 2 * TTL));
      await proxy.heal();
    },
  },
  {
    what: "a wire that swallows",
    async strike({ stage, proxy }) {
      proxy.drop(stage.random.pick(["toServer", "toClient"]));
      await stage.lasting(stage.random.int(50, 2 * TTL));
      await proxy.heal();
    },
  },
  {
    what: "a wire that holds back",
    async strike({ stage, proxy }) {
      proxy.stall(stage.random.pick(["toServer", "toClient"]));
      await stage.lasting(stage.random.int(50, 2 * TTL));
      await proxy.heal();
    },
  },
  {
    what: "a slow wire",
    async strike({ stage, proxy }) {
      proxy.delay(stage.random.int(1, 50));
      await stage.lasting(stage.random.int(500, 2_000));
      await proxy.heal();
    },
  },
];
