import {
  LockBackendError,
  LockClosedError,
  type LockError,
  type LockErrorCode,
  LockLostError,
  LockModeError,
  LockTimeoutError,
} from "@lockwire/core";
import { describe, expect, test } from "vitest";
import { anchorsOf } from "./helpers/links.js";

const cause = new LockBackendError("job", "acquire");

/** One of each: a new code does not compile without a place here. */
const ERRORS: Readonly<Record<LockErrorCode, LockError>> = {
  LOCK_TIMEOUT: new LockTimeoutError("job", { waited: 1, attempts: 1, cause }),
  LOCK_LOST: new LockLostError("job", "expired", "was lost"),
  LOCK_BACKEND: new LockBackendError("job", "acquire", { cause }),
  LOCK_MODE: new LockModeError("job", "shared", "cannot be acquired"),
  LOCK_CLOSED: new LockClosedError("job"),
};

const PAGE = /; see https:\/\/github\.com\/lockwire\/lockwire\/blob\/main\/(\S+)#(\S+)$/;

describe.each(Object.entries(ERRORS))("%s", (code, error) => {
  test("names a page that exists, once, at the end of its message", () => {
    const [, path = "", anchor] = PAGE.exec(error.message) ?? [];
    expect(anchorsOf(path)).toContain(anchor);
    expect(anchor).toBe(code.toLowerCase());
    expect(error.message.match(/https:/g)).toHaveLength(1);
  });

  test("is the code of the error", () => {
    expect(error.code).toBe(code);
  });
});
