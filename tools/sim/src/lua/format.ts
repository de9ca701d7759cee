import type { Arguments } from "./arguments.js";
import { exponential as exponentialText, fixed, general } from "./number-text.js";
import { fault } from "./value.js";

const SPECIFIER = /%(?:(%)|([-+ #0]*)(\d*)(?:\.(\d*))?([A-Za-z]))/g;

/** What the scripts use for integers, over and over. */
const WHOLE = "%.0f";

/** `string.format`. */
export function format(given: Arguments): string {
  const template = given.text(0);
  if (template === WHOLE && given.count > 1) {
    const value = given.number(1);
    if (Number.isSafeInteger(value) && value !== 0) return `${value}`;
  }
  let at = 0;
  let end = 0;
  const text = template.replace(
    SPECIFIER,
    (whole, percent, flags, width, precision, kind, offset) => {
      end = offset + whole.length;
      if (percent) return "%";
      at += 1;
      if (at >= given.count) throw fault(`bad argument #${at + 1} to 'format' (no value)`);
      const digits = precision === undefined ? undefined : Number(precision || "0");
      return padded(converted(given, at, kind, digits, flags), flags, Number(width || "0"), kind);
    },
  );
  if (template.indexOf("%", end) >= 0) throw fault("invalid option '%' to 'format'");
  return text;
}

function converted(
  given: Arguments,
  at: number,
  kind: string,
  precision: number | undefined,
  flags: string,
): string {
  switch (kind) {
    case "d":
    case "i":
      return signed(atLeast(integer(given.number(at)), precision), flags);
    case "u":
      return atLeast(integer(given.number(at)), precision);
    case "c":
      return String.fromCharCode(given.integer(at));
    case "x":
      return atLeast(BigInt.asUintN(64, BigInt(integer(given.number(at)))).toString(16), precision);
    case "X":
      return atLeast(
        BigInt.asUintN(64, BigInt(integer(given.number(at))))
          .toString(16)
          .toUpperCase(),
        precision,
      );
    case "o":
      return atLeast(BigInt.asUintN(64, BigInt(integer(given.number(at)))).toString(8), precision);
    case "f":
      return signed(fixed(given.number(at), precision ?? 6), flags);
    case "g":
    case "G":
      return signed(general(given.number(at), precision ?? 6), flags);
    case "e":
    case "E":
      return signed(exponential(given.number(at), precision ?? 6), flags);
    case "q":
      return `"${given
        .text(at)
        .replace(/["\\\n]/g, "\\$&")
        .replace(/\r/g, "\\r")
        .replace(/\0/g, "\\000")}"`;
    case "s":
      return precision === undefined ? given.text(at) : given.text(at).slice(0, precision);
    default:
      throw fault(`invalid option '%${kind}' to 'format'`);
  }
}

/** A double as C's cast to long long takes it. */
function integer(value: number): string {
  const whole = Math.trunc(value);
  const fits = whole >= -(2 ** 63) && whole < 2 ** 63;
  return fits ? BigInt(whole).toString() : "-9223372036854775808";
}

function exponential(value: number, precision: number): string {
  return exponentialText(value, precision).replace(
    /e([+-])(\d)$/,
    (_whole, sign, digit) => `e${sign}0${digit}`,
  );
}

function atLeast(digits: string, precision = 1): string {
  const minus = digits.startsWith("-") ? "-" : "";
  return minus + digits.slice(minus.length).padStart(precision, "0");
}

function signed(number: string, flags: string): string {
  if (number.startsWith("-")) return number;
  if (flags.includes("+")) return `+${number}`;
  return flags.includes(" ") ? ` ${number}` : number;
}

function padded(text: string, flags: string, width: number, kind: string): string {
  if (flags.includes("-")) return text.padEnd(width);
  if (!flags.includes("0") || kind === "s" || kind === "q") return text.padStart(width);
  const sign = /^[-+ ]/.exec(text)?.[0] ?? "";
  return sign + text.slice(sign.length).padStart(width - sign.length, "0");
}
