import { argumentPath } from "./argument-path.js";
import { moduleName } from "./module-name.js";
import { namePart } from "./name-part.js";
import type { SynchronizedOptions } from "./options.js";
import type { AnyFunction, Target } from "./target.js";

type PartsOf = (self: unknown, args: readonly unknown[]) => readonly string[];

/** Puts the lock's name of each call together: `module/name:part:part`. */
export function lockName(
  { name, module, by }: SynchronizedOptions,
  { fn, ownName }: Target,
): (self: unknown, args: readonly unknown[]) => string {
  const given = name ?? ownName;
  if (typeof given === "string") checkName(given);
  const before = module === undefined ? "" : `${moduleName(module)}/`;
  const partsOf = partsReader(by, fn);
  return (self, args) => {
    const base = typeof given === "string" ? given : checkName(given(self));
    return [before + base, ...partsOf(self, args)].join(":");
  };
}

function checkName(name: string): string {
  if (name === "") throw new TypeError("what is guarded has no name of its own; give it one: name");
  return name;
}

function partsReader(by: SynchronizedOptions["by"], fn: AnyFunction): PartsOf {
  if (by === undefined) return () => [];
  if (typeof by === "function") return (_self, args) => returnedParts(by(...args));
  const paths = by.map((path) => ({
    read: argumentPath(path, fn),
    where: `argument ${JSON.stringify(path)}`,
  }));
  return (self, args) => paths.map(({ read, where }) => namePart(read(self, args), where));
}

function returnedParts(returned: unknown): readonly string[] {
  if (!Array.isArray(returned)) return [namePart(returned, "what by returned")];
  if (returned.length === 0) throw new TypeError("what by returned is an empty array");
  return returned.map((part, index) => namePart(part, `what by returned at ${index}`));
}
