import { library } from "./library.js";

/** The math library. `random` and `randomseed` are left out: a script that used them would not be repeatable. */
export const MATHS = library("", {
  abs: (given) => Math.abs(given.number(0)),
  ceil: (given) => Math.ceil(given.number(0)),
  exp: (given) => Math.exp(given.number(0)),
  floor: (given) => Math.floor(given.number(0)),
  fmod: (given) => given.number(0) % given.number(1),
  log: (given) => Math.log(given.number(0)),
  log10: (given) => Math.log10(given.number(0)),
  max: (given) =>
    given.rest(0).reduce<number>((most, _, at) => larger(most, given.number(at)), given.number(0)),
  min: (given) =>
    given
      .rest(0)
      .reduce<number>((least, _, at) => smaller(least, given.number(at)), given.number(0)),
  modf: (given) => {
    const value = given.number(0);
    return [Math.trunc(value), Number.isFinite(value) ? value - Math.trunc(value) : 0];
  },
  pow: (given) => given.number(0) ** given.number(1),
  sqrt: (given) => Math.sqrt(given.number(0)),
});
MATHS.set("huge", Number.POSITIVE_INFINITY);
MATHS.set("pi", Math.PI);

/** By a comparison, as C does it: what is not a number leaves the other as it is. */
function larger(one: number, other: number): number {
  if (other > one) return other;
  return one;
}

function smaller(one: number, other: number): number {
  if (other < one) return other;
  return one;
}
