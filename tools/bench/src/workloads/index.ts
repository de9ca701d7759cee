import { selectById } from "../suite/select-by-id.js";
import { otherClients } from "./other-clients.js";
import { scale } from "./scale.js";
import { w1 } from "./w1.js";
import { w2 } from "./w2.js";
import { w3 } from "./w3.js";
import { w4 } from "./w4.js";
import { w5 } from "./w5.js";
import { w6 } from "./w6.js";
import { w7 } from "./w7.js";
import { w8 } from "./w8.js";
import { w9 } from "./w9.js";
import type { Workload } from "./workload.js";

export const workloads: readonly Workload[] = [...w1, w2, ...w3, ...w4, w5, w6, ...w7, w8, w9];

/** Only when asked for: how the cost grows, and what a cycle costs over other clients. */
export const workloadsOnRequest: readonly Workload[] = [...scale, ...otherClients];

/** Those whose id is, or starts with, one of these: `w3` is all of w3, `w3-10` one of them. */
export function selectWorkloads(ids: readonly string[]): Workload[] {
  return selectById("workload", [...workloads, ...workloadsOnRequest], ids);
}
