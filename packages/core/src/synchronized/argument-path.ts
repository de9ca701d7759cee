import { notAName } from "./not-a-name.js";
import { type Parameter, parameterNames } from "./parameter-names.js";

type Read = (self: unknown, args: readonly unknown[]) => unknown;

/**
 * A reader of one path: `order.id`, `0.id`, `this.tenant`.
 *
 * @throws {TypeError} when the function has no such parameter.
 */
export function argumentPath(path: string, fn: (...args: never[]) => unknown): Read {
  const [first = "", ...keys] = path.split(".");
  const start = startOf(first, path, fn);
  return (self, args) => {
    let walked = first;
    let value = start(self, args);
    for (const key of keys) {
      if (!isObject(value)) throw notAName(`argument ${JSON.stringify(walked)}`, value);
      walked += `.${key}`;
      value = value[key];
    }
    return value;
  };
}

function startOf(first: string, path: string, fn: (...args: never[]) => unknown): Read {
  if (first === "this") return (self) => self;
  if (/^\d+$/.test(first)) return (_self, args) => args[Number(first)];
  const names = parameterNames(fn);
  const parameter = names.get(first);
  if (parameter === undefined) throw noSuchParameter(first, path, [...names.keys()]);
  return (_self, args) => argument(parameter, args);
}

function argument({ position, property, rest }: Parameter, args: readonly unknown[]): unknown {
  if (rest) return args.slice(position);
  const value = args[position];
  if (property === undefined) return value;
  return isObject(value) ? value[property] : undefined;
}

function noSuchParameter(first: string, path: string, names: readonly string[]): TypeError {
  const known = names.length > 0 ? `only ${names.join(", ")}` : "none";
  return new TypeError(
    `by: ${JSON.stringify(path)}: the function has no parameter ${JSON.stringify(first)} (${known}); ` +
      `where a minifier or another wrapper renames them, give the position ("0.id") or a function`,
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
