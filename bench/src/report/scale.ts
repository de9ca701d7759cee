/** Where a value lies on an axis, from 0 to 1, and what stands along it. */
export interface Scale {
  readonly log: boolean;
  readonly ticks: readonly number[];
  /** Zero, which a logarithmic axis does not have, lies at its start. */
  at(value: number): number;
}

/** Beyond this ratio the small values could not be told apart on a linear axis. */
const LINEAR_UP_TO = 40;

export function scaleOf(values: readonly number[]): Scale {
  const positive = values.filter((value) => value > 0);
  const max = Math.max(...positive, Number.MIN_VALUE);
  const min = Math.min(...positive, max);
  return max / min > LINEAR_UP_TO ? logarithmic(min, max) : linear(max);
}

function linear(max: number): Scale {
  const step = niceStep(max / 4);
  const top = Math.ceil(max / step) * step;
  const ticks = Array.from({ length: Math.round(top / step) + 1 }, (_, index) => index * step);
  return { log: false, ticks, at: (value) => value / top };
}

function logarithmic(min: number, max: number): Scale {
  const low = Math.floor(Math.log10(min));
  const high = Math.max(Math.ceil(Math.log10(max)), low + 1);
  const ticks = Array.from({ length: high - low + 1 }, (_, index) => 10 ** (low + index));
  return { log: true, ticks, at: (value) => Math.max(0, (Math.log10(value) - low) / (high - low)) };
}

/** 1, 2 or 5 times a power of ten. */
function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= rough) ?? 10;
  return factor * power;
}
