import { describe, expect, test } from "vitest";
import { isRefusal, redisFailure, withoutSent } from "../src/client/failure.js";
import { serverCode, serverWords } from "../src/client/server-words.js";

const SECRET = "s3cr3t";

/** What servers have been seen to say, and what is passed on of it. */
const REPLIES = [
  [
    `ERR unknown command 'EVALSHA', with args beginning with: 'abc' '1' 'BUSY' '${SECRET}' `,
    "ERR unknown command 'evalsha'",
  ],
  [
    `ERR unknown command \`AUTH\`, with args beginning with: \`${SECRET}\`, `,
    "ERR unknown command",
  ],
  [`ERR wrong number of arguments for '${SECRET}' command`, "ERR wrong number of arguments"],
  [
    "WRONGPASS invalid username-password pair or user is disabled.",
    "WRONGPASS invalid username-password pair or user is disabled",
  ],
  [
    `NOPERM User ${SECRET} has no permissions to run the 'evalsha' command`,
    "NOPERM no permissions to run the 'evalsha'",
  ],
  [
    "OOM command not allowed when used memory > 'maxmemory'.",
    "OOM command not allowed when used memory > 'maxmemory'",
  ],
  [
    `ERR Error running script (call to f_abc): @user_script:12: OOM command not allowed when used memory > 'maxmemory'`,
    "OOM command not allowed when used memory > 'maxmemory'",
  ],
  [
    `@user_script: 3: @user_script: 3: -READONLY You can't write against a read only replica.`,
    "READONLY write against a read only replica",
  ],
  [
    `BUSY Redis is busy running a script. You can only call SCRIPT KILL`,
    "BUSY busy running a script",
  ],
  [`MOVED 1234 ${SECRET}:6379`, "MOVED the server refused"],
  [`ERR handle request: ${SECRET} is not allowed by the proxy`, "ERR the server refused"],
  [`${SECRET} was refused`, "ERR the server refused"],
  [`${SECRET.toUpperCase()} was refused`, "ERR the server refused"],
  ["", "ERR the server refused"],
] as const;

describe("a server's error", () => {
  test.each(REPLIES)("%s is told without what it repeats", (reply, told) => {
    expect(serverWords(reply)).toContain(told);
    expect(serverWords(reply)).not.toMatch(new RegExp(SECRET, "i"));
  });

  test.each(REPLIES)("%s is told in the same words when it is told again", (reply) => {
    const once = withoutSent(replied(reply));
    expect(withoutSent(once).message).toBe(once.message);
    expect(serverCode(once.message)).toBe(serverCode(reply));
  });

  test.each(["BUSY", "ASK", "NOSCRIPT", "READONLY", "max number of clients"])(
    "is no other one because a lock is called %s",
    (name) => {
      const error = replied(`ERR unknown command 'EVAL', with args beginning with: '${name}' `);
      expect(redisFailure(error, name, "acquire").retryFor).toBe(0);
      expect(isRefusal(error, name)).toBe(false);
    },
  );

  test.each([
    ["BUSY Redis is busy", Number.POSITIVE_INFINITY],
    ["ERR max number of clients reached", Number.POSITIVE_INFINITY],
    ["READONLY You can't write", 1_000],
    ["WRONGPASS invalid", 0],
    ["LOADING", Number.POSITIVE_INFINITY],
  ])("%s is worth %d ms of patience, told once or twice", (reply, ms) => {
    const failure = redisFailure(replied(reply), "a", "acquire");
    expect(failure.retryFor).toBe(ms);
    expect(redisFailure(withoutSent(replied(reply)), "a", "acquire").retryFor).toBe(ms);
  });
});

describe("a client's error", () => {
  test("keeps its code and its words", () => {
    const error = Object.assign(new Error("connect ECONNREFUSED 127.0.0.1:1"), {
      code: "ECONNREFUSED",
    });
    expect(withoutSent(error, ["abcd"])).toMatchObject({
      message: error.message,
      code: error.code,
    });
  });

  test("is not quoted where it repeats what was sent", () => {
    expect(withoutSent(new TypeError(`cannot write ${SECRET}`), ["a", SECRET]).message).toBe(
      "TypeError, whose message repeats what was sent",
    );
  });

  test.each(["Last error: ERR", "Last reply: 1"])("loses what the server said (%s)", (quoted) => {
    const error = new Error(`Command queue state error. ${quoted} ${SECRET}\n${SECRET}`);
    expect(withoutSent(error).message).toBe("Command queue state error.");
  });

  test("that is none is told by its type", () => {
    expect(withoutSent(SECRET).message).toBe("a string was thrown");
  });
});

function replied(message: string): Error {
  const error = new Error(message);
  error.name = "ReplyError";
  return error;
}
