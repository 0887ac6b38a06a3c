import { request as ask } from "node:http";
import { text } from "node:stream/consumers";
import { allOperations, type Operation } from "@headrace/app";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { startServer, type TestServer } from "./start-server.ts";
import { askOperation, isInQuery, type OperationRequest } from "./support/ask-operation.ts";
import { makeTarget } from "./support/make-target.ts";
import { share } from "./support/share.ts";

/** Every operation as it stands, asked with what it does not take, or not there. A new one is tried too, without a line here. */

let server: TestServer;
share(
  async () => {
    server = await startServer();
  },
  async () => {
    await server[Symbol.asyncDispose]();
  },
);

/** Asks as the owner for the example, about a thing that is there, with more than the operation takes. */
async function refusalOf(operation: Operation, more: Partial<OperationRequest>) {
  const { access, example } = operation;
  const input: Record<string, unknown> = { ...example.input, ...more.input };
  if (access.kind === "target") {
    const own = { organizationId: server.organizationId, userId: server.owner.userId };
    input[access.from] = await makeTarget(server.app, own, access.target);
  }
  const response = await askOperation(server.url, operation, { token: server.owner.token, ...more, input });
  return { status: response.status, ...JSON.parse(await response.text()) };
}

const saysWhere = (key: string) => ({
  status: 400,
  code: "invalid-input",
  detail: expect.any(String),
  faults: [expect.objectContaining({ path: key, mend: expect.any(String) })],
});

/** Keys that no operation takes. */
const unknownKey = fc
  .oneof(fc.constantFrom("constructor", "toString", "__proto__"), fc.string({ minLength: 1, maxLength: 30 }))
  .filter((key) => allOperations.every(({ input }) => !Object.hasOwn(input.shape, key)));

describe.each(allOperations)("$name", (operation) => {
  const { http, input } = operation;
  const inQuery = isInQuery(http);
  const elsewhere = Object.keys(input.shape).filter(
    (key) => http.path.includes(`{${key}}`) || Object.hasOwn(http.headers ?? {}, key),
  );
  const rest = Object.keys(input.shape).filter((key) => !elsewhere.includes(key));

  test("refuses what it does not know, in the query and in the body", async () => {
    await fc.assert(
      fc.asyncProperty(unknownKey, fc.string({ maxLength: 10 }), async (key, value) => {
        const bodies = http.method === "GET" || http.body === "bytes" ? [] : [{ body: { [key]: value } }];
        for (const more of [{ query: { [key]: value } }, ...bodies]) {
          const { status, code, detail, mend } = await refusalOf(operation, more);
          expect({ status, code, mend }, detail).toEqual({
            status: 400,
            code: "invalid-input",
            mend: expect.any(String),
          });
        }
      }),
      { numRuns: 2 },
    );
  });

  test("refuses what it takes elsewhere, and says where", async () => {
    const bodies = http.method === "GET" || http.body === "bytes" ? [] : elsewhere;
    for (const key of [...elsewhere, ...(inQuery ? [] : rest)].slice(0, mostKeys)) {
      expect(await refusalOf(operation, { query: { [key]: "x" } }), key).toMatchObject(saysWhere(key));
    }
    for (const key of bodies) {
      const where = http.method === "DELETE" ? "body" : key;
      expect(await refusalOf(operation, { body: { [key]: "x" } }), key).toMatchObject(saysWhere(where));
    }
  });
});

/** Some operations may be asked for only so often. */
const mostKeys = 4;

test("what stands in the query of a POST is not left out while the rest is done", async () => {
  const body = { name: "asked twice", location: "https://a.example.org/a.git" };
  const answer = await server.owner.post("/repositories?defaultBranch=trunk", body);
  expect(answer).toMatchObject({
    status: 400,
    body: {
      code: "invalid-input",
      detail: "defaultBranch: it is not read from the address's query",
      mend: 'send it in the body, as in {"defaultBranch": …}',
    },
  });
  const { body: list } = await server.owner.get("/repositories?search=asked");
  expect(list.items).toEqual([]);
});

test("a GET with a body is refused, since nobody reads it", async () => {
  const body = JSON.stringify({ limit: 1 });
  const answer = await new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
    const request = ask(`${server.url}/api/v1/repositories`, {
      headers: { authorization: `Bearer ${server.owner.token}`, "content-length": body.length },
    });
    request.on("error", reject);
    request.on("response", (response) => {
      text(response).then((body) => resolve({ status: response.statusCode, body }), reject);
    });
    request.end(body);
  });
  expect(answer.status).toBe(400);
  expect(JSON.parse(answer.body)).toMatchObject({ code: "invalid-input", mend: expect.stringContaining("?limit=") });
});
