import type { Recording } from "./recording.js";

const WORKLOAD = "w4-hold-1";
/** Lockwire as it comes, and the libraries that most people know. */
const KNOWN = ["lockwire-handoff", "redlock@4", "redis-semaphore", "node-redisson"];

/** What the README shows of a recording; undefined if the workload is not in it. */
export function excerpt({ made, workloads }: Recording): Recording | undefined {
  const workload = workloads.find(({ id }) => id === WORKLOAD);
  if (!workload) return undefined;
  const contenders = workload.contenders.filter(({ id }) => KNOWN.includes(id));
  return { made, workloads: [{ ...workload, contenders }] };
}
