type Method = (...args: never[]) => unknown;

/**
 * `Class.method` by the class that declares the method: an instance of a subclass locks the same name as its base does.
 * A standard decorator is not told its class, so this looks for the method where the instance has it from.
 *
 * @throws {TypeError} when that cannot be told.
 */
export function declaredName(self: unknown, key: string | symbol, method: Method): string {
  const owners = ownersOf(self, key);
  const declaring = owners.find((owner) => isGuardOf(method, ownMethod(owner, key)));
  const owner = declaring ?? (owners.length === 1 ? owners[0] : undefined);
  if (owner === undefined) {
    const why =
      owners.length === 0
        ? "it was called without its instance"
        : "another decorator wraps it, and a subclass overrides it";
    throw new TypeError(`the class of the method ${String(key)} is not known: ${why}; give a name`);
  }
  return qualifiedName(owner, key);
}

/** `Class.method` by a prototype, or for a static method by the class itself. Empty when the class has no name. */
export function qualifiedName(owner: object, key: string | symbol): string {
  const declaring: unknown = typeof owner === "function" ? owner : owner.constructor;
  if (typeof declaring !== "function" || declaring.name === "") return "";
  return `${declaring.name}.${String(key)}`;
}

/** The prototypes (for a static method: the classes) with a method of that name, the most derived one first. */
function ownersOf(self: unknown, key: string | symbol): object[] {
  if (self === null || (typeof self !== "object" && typeof self !== "function")) return [];
  const owners: object[] = [];
  let owner: object | null = typeof self === "function" ? self : Object.getPrototypeOf(self);
  for (; owner !== null; owner = Object.getPrototypeOf(owner)) {
    if (Object.hasOwn(owner, key)) owners.push(owner);
  }
  return owners;
}

function ownMethod(owner: object, key: string | symbol): unknown {
  return Object.getOwnPropertyDescriptor(owner, key)?.value;
}

/** A guard inherits from what it guards. */
function isGuardOf(method: Method, candidate: unknown): boolean {
  return typeof candidate === "function" && Object.prototype.isPrototypeOf.call(method, candidate);
}
