import vm from "node:vm";
import { expect, test } from "vitest";
import { brokerFailure } from "../src/amqp/failure.js";

test.each([
  ["Object.assign(new Error('no access'), { code: 403 })", 0],
  ["Object.assign(new Error('expired'), { code: 'CERT_HAS_EXPIRED' })", 0],
  ["new TypeError('not a function')", 0],
  ["Object.assign(new Error('reset'), { code: 'ECONNRESET' })", Number.POSITIVE_INFINITY],
])("%s of another realm, as Node's are within Jest, is read like one of this realm", (code, ms) => {
  for (const error of [vm.runInThisContext(code), vm.runInNewContext(code)]) {
    expect(brokerFailure(error, "a", "acquire").retryFor).toBe(ms);
  }
});
