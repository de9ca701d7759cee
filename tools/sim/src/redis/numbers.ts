import { ErrorReply, NO_FLOAT, NO_INTEGER } from "./reply.js";

const SHORT = /^(0|[1-9]\d{0,14})$/;
const INTEGER = /^-?(0|[1-9]\d*)$/;

/** An integer as Redis reads one: no spaces, no leading zeros, within 64 bits. */
export function integer(text: string, message = NO_INTEGER): number {
  return SHORT.test(text) ? Number(text) : Number(whole(text, message));
}

/** All 64 bits of it. */
export function whole(text: string, message = NO_INTEGER): bigint {
  if (!INTEGER.test(text) || text === "-0" || BigInt.asIntN(64, BigInt(text)) !== BigInt(text)) {
    throw new ErrorReply(message);
  }
  return BigInt(text);
}

const FLOAT = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

export function float(text: string, message = NO_FLOAT): number {
  const infinite = /^([+-]?)inf(inity)?$/i.exec(text);
  if (infinite) return infinite[1] === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  if (!FLOAT.test(text)) throw new ErrorReply(message);
  return Number(text);
}

/** A score as Redis 7.0 writes it: an integer as such, else by "%.17g". */
export function scoreText(score: number): string {
  if (score === Number.POSITIVE_INFINITY) return "inf";
  if (score === Number.NEGATIVE_INFINITY) return "-inf";
  if (Number.isSafeInteger(score)) return Object.is(score, -0) ? "-0" : `${score}`;
  return precise(score);
}

/** C's "%.17g". */
export function precise(value: number): string {
  if (Number.isSafeInteger(value) && value !== 0) return `${value}`;
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
  const [mantissa = "", exponent = "0"] = value.toExponential(16).split("e");
  const power = Number(exponent);
  if (power >= -4 && power < 17) return trimmed(value.toFixed(Math.max(16 - power, 0)));
  return `${trimmed(mantissa)}e${power < 0 ? "-" : "+"}${`${Math.abs(power)}`.padStart(2, "0")}`;
}

function trimmed(digits: string): string {
  return digits.includes(".") ? digits.replace(/\.?0+$/, "") : digits;
}
