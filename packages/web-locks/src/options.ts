import { checkInteger, checkOptions, type OptionNames, show } from "@lockwire/core/backend";

export interface WebLocksOptions {
  /**
   * Corresponds to an origin in a browser: managers with the same space on the same server contend with each other. The lock
   * client's name for the lock `orders` is `web-locks:orders`.
   * @default "web-locks"
   */
  space?: string | undefined;
  /**
   * How long the locks of a process stay held after it has died, and how long `query` still shows them, in ms. An integer
   * from 10 to 2,147,483,647. The locks are renewed every `ttl / 3`, which is also when a holder notices that another
   * process has stolen its lock.
   * @default 10_000
   */
  ttl?: number | undefined;
  /**
   * The `clientId` of this manager in all snapshots.
   * @default a random UUID
   */
  clientId?: string | undefined;
}

const OPTIONS: OptionNames<WebLocksOptions> = { space: true, ttl: true, clientId: true };

const MIN_TTL = 10;
const MAX_TTL = 2_147_483_647;
const LONGEST_TEXT = 128;

export interface ResolvedWebLocksOptions {
  readonly space: string;
  readonly ttl: number;
  readonly clientId: string;
}

/** @throws {RangeError | TypeError} on a bad option. */
export function resolveOptions(options: WebLocksOptions): ResolvedWebLocksOptions {
  checkOptions(options, OPTIONS);
  const { space = "web-locks", ttl = 10_000, clientId = crypto.randomUUID() } = options;
  return {
    space: checkText("space", space),
    ttl: checkInteger("ttl", ttl, MIN_TTL, MAX_TTL),
    clientId: checkText("clientId", clientId),
  };
}

function checkText(option: string, text: string): string {
  if (typeof text !== "string")
    throw new TypeError(`${option} must be a string, got ${show(text)}`);
  if (text.length === 0 || text.length > LONGEST_TEXT) {
    throw new RangeError(
      `${option} must have from 1 to ${LONGEST_TEXT} characters, got ${text.length}`,
    );
  }
  if (!text.isWellFormed()) {
    throw new TypeError(`${option} must be well-formed Unicode, got one with a lone surrogate`);
  }
  return text;
}
