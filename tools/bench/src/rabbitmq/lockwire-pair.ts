import { createRabbitLocks } from "@lockwire/rabbitmq";
import { HandOffClock, type Pair } from "./hand-offs.js";

/** Two lock clients in a loop. */
export async function lockwirePair(url: string): Promise<Pair> {
  const clients = [0, 1].map(() => createRabbitLocks({ rabbitmq: url }));
  return {
    id: "lockwire",
    async handOffs(rounds) {
      const clock = new HandOffClock();
      const loops = clients.map(async (locks, who) => {
        for (let round = 0; round < rounds; round++) {
          const lock = await locks.acquire("to-and-fro", { blockingTimeout: 60_000 });
          clock.acquired(who);
          clock.releasing(who);
          await lock.release();
        }
      });
      await Promise.all(loops);
      return clock.times;
    },
    close: async () => void (await Promise.all(clients.map((locks) => locks.close()))),
  };
}
