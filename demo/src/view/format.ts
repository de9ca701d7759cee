const WHOLE = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const FINE = new Intl.NumberFormat("en-US", {
  minimumFractionDigits: 2,
  maximumFractionDigits: 2,
});

/** 12345 as "12,345". */
export function inDigits(count: number): string {
  return WHOLE.format(count);
}

/** 1.234 as "1.23 ms". */
export function inMs(time: number | undefined): string {
  return time === undefined ? "none yet" : `${FINE.format(time)} ms`;
}

/** 1234 ms as "1.2 s". */
export function inSeconds(time: number): string {
  return `${(time / 1_000).toFixed(1)} s`;
}

export function inHundredths(value: number): string {
  return FINE.format(value);
}
