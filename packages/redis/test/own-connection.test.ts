import { expect, test } from "vitest";
import { ownOptions } from "../src/client/own-connection.js";

const { reconnectOnError } = ownOptions(2_000);

test.each([
  "READONLY You can't write against a read only replica. script: abc, on @user_script:17.",
  "ERR Error running script (call to f_abc): @user_script:17: @user_script: 17: -READONLY You can't write against a read only replica. ",
])("a refusal of a replica has our connection opened anew: %s", (message) => {
  const error = Object.assign(new Error(message), { name: "ReplyError" });
  expect(reconnectOnError(error)).toBe(true);
});

test("no other refusal does", () => {
  const error = Object.assign(new Error("OOM command not allowed"), { name: "ReplyError" });
  expect(reconnectOnError(error)).toBe(false);
});
