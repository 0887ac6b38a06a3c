import { allOperations, type Operation, targetKinds } from "@headrace/app";
import { describe, expect, test } from "vitest";
import { startServer, type TestServer } from "./start-server.ts";
import { askOperation, isInQuery } from "./support/ask-operation.ts";
import { makeTarget } from "./support/make-target.ts";
import { share } from "./support/share.ts";

/** Every operation as it stands, asked with what it does not take. A new one is tried too, without a line here. */

let server: TestServer;
share(
  async () => {
    server = await startServer();
  },
  async () => {
    await server[Symbol.asyncDispose]();
  },
);

const unknownId = "01a1fc42-b97f-7bef-9713-0b6621de95a7";

describe("input of the wrong kind", () => {
  const wrong: Readonly<Record<string, unknown>> = {
    nothing: null,
    "a number": -1.5,
    "a huge number": Number.MAX_SAFE_INTEGER,
    "a list": [[]],
    "an object": { constructor: { prototype: 1 } },
    "an endless text": "9".repeat(20_000),
    "control characters": "a\u0000\u0001\r\nb\u202e",
  };
  /** Words of the library that checks, of the language, of the code. */
  const raw = /\bexpected\b|\bInvalid |\bToo (?:big|small)|\bundefined\b|\bNaN\b|\[object|Error:|\.ts:\d/;
  const restOf = ({ http, input }: Operation): readonly string[] =>
    Object.keys(input.shape).filter((key) => !http.path.includes(`{${key}}`) && !(key in (http.headers ?? {})));
  const asText = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));
  const organizationOf = async (userId: string): Promise<string> =>
    (
      await server.app.tables
        .selectFrom("member")
        .select("organizationId")
        .where("userId", "=", userId)
        .executeTakeFirstOrThrow()
    ).organizationId;
  const taking = allOperations.filter((operation) => restOf(operation).length > 0);

  test.each(taking)("$name says of each field what is wrong, where, and what to do", async (operation) => {
    const { access, example } = operation;
    const input: Record<string, unknown> = { ...example.input };
    if (access.kind === "target") {
      const { organizationId, owner } = server;
      input[access.from] = await makeTarget(server.app, { organizationId, userId: owner.userId }, access.target);
    }
    for (const [what, value] of Object.entries(wrong)) {
      const text = isInQuery(operation.http) ? asText(value).slice(0, 1_000) : value;
      for (const key of restOf(operation)) if (key !== "follow") input[key] = text;
      const response = await askOperation(server.url, operation, { token: server.owner.token, input });
      const answer = await response.text();
      expect(response.status, `${what}: ${answer}`).toBeLessThan(500);
      if (response.ok) continue;
      const { detail, mend, faults = [] } = JSON.parse(answer);
      for (const said of [{ message: detail }, ...faults].map((each) => ({ mend, ...each }))) {
        expect(said, what).toEqual(expect.objectContaining({ message: expect.any(String), mend: expect.any(String) }));
        expect(`${said.message}; ${said.mend}`, what).not.toMatch(raw);
      }
    }
  });

  test("what belongs to another organization is not taken in any field, and looks as if it were not there", async () => {
    const outsider = await server.outsider();
    const organizationId = await organizationOf(outsider.userId);
    const theirs = new Map<string, string>();
    for (const kind of targetKinds) {
      theirs.set(kind, await makeTarget(server.app, { organizationId, userId: outsider.userId }, kind));
    }
    theirs.set("user", outsider.userId).set("with", theirs.get("execution") ?? "");
    // Of webhooks, a text of their own; of pipelines, a word.
    theirs.delete("secret");
    theirs.delete("channel");
    theirs.set("scopeId", theirs.get("pipeline") ?? "");
    const naming = allOperations.flatMap((operation) =>
      restOf(operation).flatMap((key) => {
        const one = theirs.get(key);
        const many = theirs.get(key === "members" ? "user" : key.replace(/ies$/, "y").replace(/s$/, ""));
        if (one !== undefined) return [{ operation, key, id: one, value: (id: string): unknown => id }];
        return many === undefined ? [] : [{ operation, key, id: many, value: (id: string): unknown => [id] }];
      }),
    );
    expect(naming.length).toBeGreaterThan(20);
    for (const { operation, key, id, value } of naming) {
      const { access, example, name } = operation;
      const input: Record<string, unknown> = { ...example.input };
      if (access.kind === "target" && access.from !== key) {
        const own = { organizationId: server.organizationId, userId: server.owner.userId };
        input[access.from] = await makeTarget(server.app, own, access.target);
      }
      const ask = async (asked: string) => {
        const request = { token: server.owner.token, input: { ...input, [key]: value(asked) } };
        const response = await askOperation(server.url, operation, request);
        const text = (await response.text()).replaceAll(asked, "ID").replace(/"instance":"[^"]*"/, "");
        return { status: response.status, text };
      };
      const answer = await ask(id);
      expect(answer, `${name} ${key}`).toEqual(await ask(unknownId));
      if (operation.effect !== "read")
        expect(answer.status, `${name} ${key}: ${answer.text}`).toBeGreaterThanOrEqual(400);
    }
  });
});

describe("cursors", () => {
  // A search of logs asks first whether they are there; its cursors are tried where there are some.
  const paging = allOperations.filter(({ input, name }) => "cursor" in input.shape && name !== "logs.search");

  test.each(paging)("$name refuses a cursor that no list gave, whatever is written into it", async (operation) => {
    const { access, example } = operation;
    const input: Record<string, unknown> = { ...example.input };
    if (access.kind === "target") {
      const { organizationId, owner } = server;
      input[access.from] = await makeTarget(server.app, { organizationId, userId: owner.userId }, access.target);
    }
    for (const inside of [
      "null",
      "{}",
      "[]",
      "[1]",
      '["1","x"]',
      '[1.5,"x"]',
      '[1e400,"x"]',
      '[1,"a\\u0000b"]',
      "[[1]",
    ]) {
      const cursor = Buffer.from(inside).toString("base64url");
      const response = await askOperation(server.url, operation, {
        token: server.owner.token,
        input: { ...input, cursor },
      });
      expect({ inside, status: response.status, text: await response.text() }).toMatchObject({
        status: 400,
        text: expect.stringContaining('"path":"cursor"'),
      });
    }
    const cursor = Buffer.from(`[${Number.MAX_SAFE_INTEGER},"x"]`).toString("base64url");
    const last = await askOperation(server.url, operation, { token: server.owner.token, input: { ...input, cursor } });
    expect(last.status, await last.text()).toBeLessThan(500);
  });
});
