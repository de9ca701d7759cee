import { checkOptions, type OptionNames } from "../checks/check-options.js";
import type { AcquireOptions, LockClient } from "../contract/lock.js";
import { ACQUIRE_OPTIONS, DEFAULTS, resolveTerms } from "../contract/options.js";

/** What to do when someone else holds the lock. */
export type OnBusy = "wait" | "skip" | "throw";

/** What can stand in a lock's name: a text or a number as it reads, anything else by a hash of its content. */
export type NamePart = string | number | bigint | boolean | object;

/** The names of parameters, the way to what identifies a call. */
export type ArgumentPaths = readonly [string, ...string[]];

/** The parts of a name that a function takes out of the arguments. */
export type NameFunction<Args extends readonly unknown[]> = (
  ...args: Args
) => NamePart | readonly NamePart[];

export interface SynchronizedOptions<Args extends readonly unknown[] = readonly unknown[]>
  extends AcquireOptions {
  /**
   * The lock's name, before what `by` adds. Functions of one name exclude each other. Give it where a minifier renames
   * classes and functions, or where an older version runs beside a newer one that is called differently.
   * @default `Class.method` of a method, by the class that declares it; a function's own name
   */
  name?: string | undefined;
  /**
   * Stands before the name, as in `billing/Orders.charge`, so that classes of the same name in different modules do not
   * meet. A name of your own, or `import.meta.url`, which becomes the package's name and the file's path within it,
   * without its extension: the same on every host.
   * @default nothing
   */
  module?: string | undefined;
  /**
   * Which calls exclude each other: those that agree in these parts of their arguments. All calls, when left out.
   *
   * A list of paths: `["order.id"]` is the `id` of the parameter `order`, or of the property `order` of a parameter that
   * is taken apart (`({ order }) => ...`). A number stands for a position (`"0.id"`), for code whose parameters are
   * renamed or whose function is wrapped; `this` for the instance (`"this.tenant"`).
   *
   * Or a function of the arguments that gives one part, or an array of several. It must not be asynchronous.
   *
   * Texts, numbers, bigints and booleans stand in the name as they read. Plain objects and arrays, and objects with a
   * `toJSON`, are hashed by their content, in any order of their keys. Anything else (`undefined`, `null`, an empty text,
   * `NaN`, a function, a `Map`) rejects the call with a TypeError that says which argument it was.
   */
  by?: ArgumentPaths | NameFunction<Args> | undefined;
  /**
   * When someone else holds the lock: `wait` for it up to `blockingTimeout`; `skip` the call, which resolves with
   * `undefined`, since someone else is doing it; or `throw` a LockTimeoutError. To skip and to throw, `blockingTimeout`
   * is 0 unless it is given here. A backend that fails is never taken for a busy lock.
   * @default "wait"
   */
  onBusy?: OnBusy | undefined;
}

/** The client, or how an instance leads to it: `(orders) => orders.locks`, where a container injects it. */
export type LocksSource<This> = LockClient | ((self: This) => LockClient);

const SYNCHRONIZED_OPTIONS: OptionNames<SynchronizedOptions> = {
  ...ACQUIRE_OPTIONS,
  name: true,
  module: true,
  by: true,
  onBusy: true,
};

const ON_BUSY: ReadonlySet<unknown> = new Set<OnBusy>(["wait", "skip", "throw"]);

export function checkClient(client: LockClient): LockClient {
  if (typeof client === "object" && client !== null && "acquire" in client) return client;
  throw new TypeError("locks must be a lock client, or a function of the instance that gives one");
}

export function checkSynchronizedOptions(options: SynchronizedOptions<never>): void {
  checkOptions(options, SYNCHRONIZED_OPTIONS);
  resolveTerms(DEFAULTS, options);
  const { name, module, by, onBusy = "wait" } = options;
  checkText("name", name);
  checkText("module", module);
  if (!ON_BUSY.has(onBusy)) {
    throw new TypeError(`onBusy must be one of ${[...ON_BUSY].join(", ")}`);
  }
  if (by === undefined || typeof by === "function") return;
  if (!Array.isArray(by) || by.length === 0) {
    throw new TypeError("by must be a function or a list of at least one argument path");
  }
  for (const path of by) checkText("by", path);
}

function checkText(option: string, value: unknown): void {
  if (value === undefined) return;
  if (typeof value !== "string") throw new TypeError(`${option} must be a string`);
  if (value === "") throw new TypeError(`${option} must not be empty`);
}
