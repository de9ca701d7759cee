import type { Progress } from "../suite/run-suite.js";
import { formatFigure } from "./format.js";

export function progressLine({ done, of, workload, contender, outcome }: Progress): string {
  const place = `[${`${done}`.padStart(`${of}`.length)}/${of}]`;
  return `${place} ${workload.id.padEnd(12)} ${contender.id.padEnd(18)} ${told()}`;

  function told(): string {
    if ("failure" in outcome) return outcome.failure;
    const value = outcome.figures[workload.headline];
    return value === undefined ? "no figure" : formatFigure(workload.headline, value);
  }
}
