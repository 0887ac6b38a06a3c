import { expect, it } from "vitest";
import { bearerCredentials, createForgeHttp, path } from "../../src/index.ts";
import { describePromises } from "../support/describe-promises.ts";

describePromises();

it.each([
  "http://forge.test",
  "https://ada:t0ken@forge.test",
  "ftp://forge.test",
  "forge.test",
  "https://forge.test/?a",
])("no token goes to %s", (baseUrl) => {
  const make = () => createForgeHttp({ forge: "the host", baseUrl, credentials: bearerCredentials("t0ken") });
  expect(make).toThrow(expect.objectContaining({ code: "invalid-argument" }));
});

it.each(["", "two words", "line\nbreak"])("%j is no token", (token) => {
  expect(() => bearerCredentials(token)).toThrow(expect.objectContaining({ code: "invalid-argument" }));
});

it("a path's values are single segments", () => {
  expect(path`/a/${"{b/c}?d"}/e`).toBe("/a/%7Bb%2Fc%7D%3Fd/e");
  for (const value of ["", ".", ".."]) expect(() => path`/a/${value}`).toThrow();
});
