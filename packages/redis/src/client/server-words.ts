/**
 * Reduces a server's error to known words. A server, or a proxy before it, may repeat what it was sent: "with args beginning
 * with" shows tokens, and passwords if it does not know AUTH. So none of its text is passed on: every word of the result is
 * from one of the lists below.
 */
export function serverWords(reply: string): string {
  const text = reply.toLowerCase();
  const sentence = SENTENCES.find((known) => text.includes(known.toLowerCase()));
  const command = COMMANDS.find((known) => text.includes(`'${known}'`));
  const said = `${serverCode(reply)} ${sentence ?? UNKNOWN}`;
  return command === undefined ? said : `${said} '${command}'`;
}

/** The code at the start of a reply or a script failure; a match further on may be part of a lock's name. */
export function serverCode(reply: string): string {
  const code = firstWord(reply.replace(IN_SCRIPT, ""));
  return CODES.has(code) ? code : "ERR";
}

/** Whether a text starts like a server's error. */
export function hasServerCode(text: string): boolean {
  const code = firstWord(text);
  return code === "ERR" || CODES.has(code);
}

function firstWord(text: string): string {
  return text.split(" ", 1)[0] ?? "";
}

/** Redis before 7 puts this before the error of a command that a script called. */
const IN_SCRIPT = /^(?:ERR Error running script [^@]{0,80})?(?:@\w+: ?\d+: )+-?/;

const UNKNOWN =
  "the server refused the command; its message is omitted, since it may repeat what was sent";

const CODES: ReadonlySet<string> = new Set([
  ...["WRONGPASS", "NOAUTH", "NOPERM", "NOSCRIPT", "READONLY", "OOM", "MISCONF", "NOREPLICAS"],
  ...["LOADING", "BUSY", "MASTERDOWN", "CLUSTERDOWN", "TRYAGAIN", "MOVED", "ASK", "CROSSSLOT"],
  ...["UNBLOCKED", "WRONGTYPE", "NOPROTO", "DENIED", "EXECABORT", "NOMASTERLINK"],
]);

/** Parts of the error messages of Redis 6 to 8 and Valkey: https://github.com/redis/redis/blob/7.2/src/server.c and others. */
const SENTENCES = [
  "unknown command",
  "Unknown Redis command called from script",
  "invalid username-password pair or user is disabled",
  "Authentication required",
  "HELLO must be called with the client already authenticated",
  "AUTH <password> called without any password configured for the default user",
  "no password is set",
  "unsupported protocol version",
  "wrong number of arguments",
  "No matching script",
  "write against a read only replica",
  "write against a read only slave",
  "command not allowed when used memory > 'maxmemory'",
  "command not allowed under OOM prevention",
  "unable to persist to disk",
  "Errors writing to the AOF file",
  "Redis is loading the dataset in memory",
  "busy running a script",
  "Link with MASTER is down",
  "Not enough good replicas to write",
  "Not enough good slaves to write",
  "max number of clients reached",
  "max number of clients + cluster connections reached",
  "DB index is out of range",
  "invalid DB index",
  "SELECT is not allowed in cluster mode",
  "cluster support disabled",
  "Hash slot not served",
  "The cluster is down",
  "Multiple keys request during rehashing of slot",
  "Keys in request don't hash to the same slot",
  "Script attempted to access a non local key",
  "Operation against a key holding the wrong kind of value",
  "is not an integer",
  "not a valid float",
  "invalid expire time",
  "no permissions to run the",
  "No permissions to access a key",
  "No permissions to access a channel",
  "no permissions to access one of the keys used as arguments",
  "no permissions to access one of the channels used as arguments",
  "can't run this command or subcommand",
  "can't access at least one of the keys mentioned",
  "can't access at least one of the channels mentioned",
  "can't publish to the channel mentioned",
  "WAIT cannot be used with replica instances",
  "Transaction discarded because of previous errors",
  "protected mode",
  "not supported by this server",
  "syntax error",
];

/** The commands that Lockwire sends, and those that its scripts call. */
const COMMANDS = [
  ...["evalsha", "eval", "wait", "ping", "auth", "hello", "select", "info", "client", "readonly"],
  ...["subscribe", "unsubscribe", "ssubscribe", "sunsubscribe", "publish", "spublish", "time"],
  ...["get", "set", "del", "exists", "incr", "incrby", "pexpire", "pttl", "pubsub"],
  ...["zadd", "zcard", "zrange", "zrem", "zscore", "type"],
];
