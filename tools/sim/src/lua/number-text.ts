/** A number as Lua 5.1 writes it, by "%.14g": 15 digits and more lose their last ones. */
export function numberText(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e14)
    return Object.is(value, -0) ? "-0" : `${value}`;
  return general(value, 14);
}

/** C's "%.Ng". */
export function general(value: number, precision: number): string {
  const odd = notFinite(value);
  if (odd !== undefined) return odd;
  if (value === 0) return Object.is(value, -0) ? "-0" : "0";
  const digits = Math.max(precision, 1);
  const [mantissa = "", exponent = ""] = exponential(value, digits - 1).split("e");
  const power = Number(exponent);
  if (power >= -4 && power < digits) return stripped(fixed(value, digits - 1 - power));
  return `${stripped(mantissa)}e${power < 0 ? "-" : "+"}${`${Math.abs(power)}`.padStart(2, "0")}`;
}

/** C's "%.Nf". Halves go to the even neighbour, where JavaScript takes the larger one. */
export function fixed(value: number, precision: number): string {
  const odd = notFinite(value);
  if (odd !== undefined) return odd;
  if (precision === 0) return whole(value);
  const digits = Math.min(precision, 100 - TIE);
  return toEven(value.toFixed(digits), value.toFixed(digits + TIE), digits);
}

/** C's "%.Ne", with an exponent of any length. */
export function exponential(value: number, precision: number): string {
  const digits = Math.min(precision, 99 - TIE);
  const [mantissa = "", exponent] = value.toExponential(digits).split("e");
  const [exact = ""] = value.toExponential(digits + TIE).split("e");
  return `${toEven(mantissa, exact, digits)}e${exponent}`;
}

/** How many digits more tell whether a number lies in the middle between two others. */
const TIE = 25;

/** Of two numbers that are as near the even one, where JavaScript has taken the larger. */
function toEven(rounded: string, exact: string, digits: number): string {
  const point = exact.indexOf(".");
  const tail = exact.slice(point + 1 + digits);
  if (!/^50+$/.test(tail)) return rounded;
  const cut = exact.slice(0, digits === 0 ? point : point + 1 + digits);
  return /[02468]$/.test(cut) ? cut : rounded;
}

function whole(value: number): string {
  const floor = Math.floor(value);
  const rest = value - floor;
  const up = rest > 0.5 || (rest === 0.5 && floor % 2 !== 0);
  const text = BigInt(up ? floor + 1 : floor).toString();
  return text === "0" && (value < 0 || Object.is(value, -0)) ? "-0" : text;
}

function notFinite(value: number): string | undefined {
  if (Number.isNaN(value)) return "nan";
  if (value === Number.POSITIVE_INFINITY) return "inf";
  if (value === Number.NEGATIVE_INFINITY) return "-inf";
  return undefined;
}

function stripped(digits: string): string {
  return digits.includes(".") ? digits.replace(/\.?0+$/, "") : digits;
}

const DECIMAL = /^[ \t\n\v\f\r]*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?[ \t\n\v\f\r]*$/i;
const HEXADECIMAL = /^[ \t\n\v\f\r]*([+-]?)0x([\da-f]+)[ \t\n\v\f\r]*$/i;
const ODD = /^[ \t\n\v\f\r]*([+-]?)(inf|infinity|nan)[ \t\n\v\f\r]*$/i;

/** What `tonumber` makes of a text, as C's strtod reads it; undefined for what is no number. */
export function textNumber(text: string): number | undefined {
  if (DECIMAL.test(text)) return Number(text);
  const hexadecimal = HEXADECIMAL.exec(text);
  if (hexadecimal) {
    const value = Number.parseInt(hexadecimal[2] ?? "", 16);
    return hexadecimal[1] === "-" ? -value : value;
  }
  const odd = ODD.exec(text);
  if (!odd) return undefined;
  const value = odd[2]?.toLowerCase() === "nan" ? Number.NaN : Number.POSITIVE_INFINITY;
  return odd[1] === "-" ? -value : value;
}
