/** The address in a URL, as ioredis options. */
export interface RedisAddress {
  readonly host?: string;
  readonly port?: number;
  readonly username?: string;
  readonly password?: string;
  readonly db?: number;
  readonly tls?: object;
  readonly family?: number;
  readonly protocol?: 2 | 3;
  readonly keyPrefix?: string;
  readonly connectionName?: string;
}

const NO_URL =
  "redis must be a redis:// or rediss:// URL, or a client of ioredis, iovalkey or node-redis, got";
/** Most likely the password contains a character that is special in a URL. */
const UNREADABLE =
  "redis must be a URL that can be parsed: check its port, and encode user and password with encodeURIComponent";
/** `redis:6379`, meant as a host and a port, parses as a URL with a path and no host. */
const WITH_HOST = /^\s*rediss?:\/\//i;
const OF_ANOTHER_SCHEME = /^\s*[a-z][a-z\d+.-]*:\/\//i;
const MAX_DB = 2_147_483_647;

/**
 * Parses a Redis URL: `redis://user:password@host:port/db?name=value`, and `rediss://` for TLS. ioredis could parse it too,
 * but would let parameters override options that Lockwire depends on, and might connect to a database other than the one
 * named.
 *
 * @throws {TypeError} on anything else; the message never shows the URL, which may contain a password.
 */
export function parseRedisUrl(text: string): RedisAddress {
  const url = toUrl(text);
  const [username, password] = [decoded(url.username), decoded(url.password)];
  const db = databaseIn(url);
  return {
    ...(url.hostname === "" ? {} : { host: url.hostname.replace(/^\[|\]$/g, "") }),
    ...(url.port === "" ? {} : { port: Number(url.port) }),
    ...(username === "" ? {} : { username }),
    ...(username === "" && password === "" ? {} : { password }),
    ...(db === undefined ? {} : { db }),
    ...(url.protocol === "rediss:" ? { tls: {} } : {}),
    ...parametersIn(url),
  };
}

/** The parameters that are allowed in the query, and how each value is parsed; undefined: rejected. */
const PARAMETERS: Readonly<Record<string, (value: string) => Partial<RedisAddress> | undefined>> = {
  family: (value) => (["0", "4", "6"].includes(value) ? { family: Number(value) } : undefined),
  protocol: (value) =>
    ["2", "3"].includes(value) ? { protocol: Number(value) as 2 | 3 } : undefined,
  keyPrefix: (keyPrefix) => ({ keyPrefix }),
  connectionName: (name) => (/^[!-~]+$/.test(name) ? { connectionName: name } : undefined),
};

function parametersIn({ searchParams }: URL): Partial<RedisAddress> {
  const read: Partial<RedisAddress> = {};
  for (const [name, value] of searchParams) {
    const parameter = Object.hasOwn(PARAMETERS, name) ? PARAMETERS[name] : undefined;
    if (parameter === undefined) {
      const known = Object.keys(PARAMETERS).join(", ");
      throw new TypeError(
        `redis must be a URL with no parameters other than ${known}; to set others, pass a client`,
      );
    }
    const given = parameter(value);
    if (given === undefined) {
      throw new TypeError(`redis must be a URL with a valid ${name}`);
    }
    Object.assign(read, given);
  }
  return read;
}

function databaseIn({ pathname }: URL): number | undefined {
  const db = pathname.slice(1);
  if (db === "") return undefined;
  if (!(/^\d{1,10}$/.test(db) && Number(db) <= MAX_DB)) {
    throw new TypeError("redis must be a URL whose path is a database number, or empty");
  }
  return Number(db);
}

function toUrl(text: string): URL {
  if (!WITH_HOST.test(text)) {
    const got = OF_ANOTHER_SCHEME.test(text) ? "a URL with another scheme" : "another string";
    throw new TypeError(`${NO_URL} ${got}`);
  }
  if (!URL.canParse(text)) throw new TypeError(UNREADABLE);
  const url = new URL(text);
  if (url.hash !== "") {
    throw new TypeError("redis must be a URL without a #; in a password, write it as %23");
  }
  return url;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new TypeError(UNREADABLE);
  }
}
