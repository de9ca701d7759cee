import { Redis } from "ioredis";
import { expect, test } from "vitest";
import { parseRedisUrl } from "../src/client/redis-url.js";

test.each([
  ["redis://", {}],
  ["redis://h", { host: "h" }],
  ["redis://h:7/", { host: "h", port: 7 }],
  ["redis://h/0", { host: "h", db: 0 }],
  ["redis://h/15", { host: "h", db: 15 }],
  ["redis://:p%2Fw@h", { host: "h", password: "p/w" }],
  ["redis://u:p@h", { host: "h", username: "u", password: "p" }],
  ["redis://u@h", { host: "h", username: "u", password: "" }],
  ["redis://[::1]:7", { host: "::1", port: 7 }],
  ["rediss://h", { host: "h", tls: {} }],
  ["REDISS://h", { host: "h", tls: {} }],
  ["redis://h?family=6", { host: "h", family: 6 }],
  ["redis://h?protocol=2", { host: "h", protocol: 2 }],
  ["redis://h/1?keyPrefix=a%3A", { host: "h", db: 1, keyPrefix: "a:" }],
  ["redis://h?connectionName=billing", { host: "h", connectionName: "billing" }],
])("%s leads to %o", (url, address) => {
  expect(parseRedisUrl(url)).toEqual(address);
});

test.each([
  "redis:6379",
  "redis:h",
  "redis:h/1",
  "redis:/1",
  "redis:",
  "/run/redis.sock",
  "redis:///run/redis.sock",
  "redis+unix:///run/redis.sock",
  "localhost:6379",
  "redis://:pa#ss@h/1",
  "redis://h/1#2",
])("%s is refused", (url) => {
  expect(() => parseRedisUrl(url)).toThrow(
    expect.objectContaining({
      name: "TypeError",
      message: expect.stringMatching(/^(?!.*sock)redis must be a (redis:|URL [tw])/),
    }),
  );
});

test.each([
  ["redis://:pa/ss@h", /^redis must be a URL that can be parsed.* encodeURIComponent$/],
  ["redis://:pa%ss@h", /^redis must be a URL that can be parsed.* encodeURIComponent$/],
  ["redis://h:99999", /^redis must be a URL that can be parsed: check its port/],
  ["http://h:6379", /^redis must be a redis:.*, got a URL with another scheme$/],
  ["h:6379", /^redis must be a redis:.*, got another string$/],
])("%s is refused with what to do about it", (url, message) => {
  expect(() => parseRedisUrl(url)).toThrow(message);
});

test("ioredis reads the same address", () => {
  const url = "redis://u:p%2Fw@[::1]:7/3";
  const { options } = new Redis(url, { lazyConnect: true });
  expect(options).toMatchObject(parseRedisUrl(url));
});
