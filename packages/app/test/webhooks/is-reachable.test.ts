import { expect, it } from "vitest";
import { isReachable } from "../../src/webhooks/is-reachable.ts";

it.each([
  ["https://headrace.example.org", true],
  ["https://headrace.example.org:8443/ci", true],
  ["https://8.8.8.8", true],
  ["http://localhost:4400", false],
  ["http://headrace", false],
  ["http://headrace.local", false],
  ["http://ci.corp.internal", false],
  ["http://127.0.0.1:4400", false],
  ["http://192.168.1.4", false],
  ["http://[::1]:4400", false],
])("is told of %s: %s", (url, expected) => {
  expect(isReachable(url)).toBe(expected);
});
