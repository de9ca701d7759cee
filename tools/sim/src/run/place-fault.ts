import { strike } from "../faults/index.js";
import type { Stage } from "../stage/stage.js";

/** Has the plan's placed fault strike with the message that it is placed at. Returns what counts the messages. */
export function placeFault(stage: Stage): () => number {
  const { placed } = stage.plan;
  let sends = 0;
  stage.network.onSend = ({ socket }) => {
    sends += 1;
    if (placed?.send !== sends) return;
    const process = stage.fleet.of(socket.process)?.number ?? 0;
    // Not within the event that sends it: the message is on its way by then.
    stage.scheduler.after(0, () => strike(stage, { ...placed.fault, process }));
  };
  return () => sends;
}
