/** The promises of docs/promises.md by their letter; `row` is what a scenario itself looks at. */
export type Invariant = "M" | "F" | "L" | "W" | "D" | "B" | "Z" | "row";

/** What one check found in a history. */
export interface Finding {
  readonly invariant: Invariant;
  /** How many cases there were to look at: a check that saw none has shown nothing. */
  readonly cases: number;
  /** The worst of what was measured, in ms, by what it is called. */
  readonly worst: Readonly<Record<string, number>>;
  readonly violations: readonly string[];
}

/** The findings of several runs as one. */
export function merge(findings: readonly Finding[]): Finding[] {
  const merged = new Map<Invariant, Finding>();
  for (const finding of findings) {
    const { invariant, cases, worst, violations } = finding;
    const before = merged.get(invariant);
    merged.set(invariant, {
      invariant,
      cases: cases + (before?.cases ?? 0),
      worst: larger(worst, before?.worst ?? {}),
      violations: [...(before?.violations ?? []), ...violations],
    });
  }
  return [...merged.values()];
}

function larger(
  one: Readonly<Record<string, number>>,
  other: Readonly<Record<string, number>>,
): Record<string, number> {
  const all = { ...one };
  for (const [what, value] of Object.entries(other)) {
    all[what] = Math.max(value, all[what] ?? Number.NEGATIVE_INFINITY);
  }
  return all;
}
