import {
  allOperations,
  allowedTo,
  type Operation,
  type Permission,
  roles,
  scopeAllows,
  tokenScopes,
} from "@headrace/app";
import { describe, expect, test } from "vitest";
import { type Client, startServer, type TestServer } from "./start-server.ts";
import { askOperation } from "./support/ask-operation.ts";
import { makeTarget } from "./support/make-target.ts";
import { share } from "./support/share.ts";

/** Every operation, as it stands, tried as everybody. A new one is tried too, without a line here. */

/** Nobody is asked anything: this address is refused. */
const refusedHost = {
  kind: "bitbucket-data-center",
  owner: "ACME",
  baseUrl: "https://127.0.0.1:9",
  credentials: { kind: "access-token", token: "t0ken" },
};

/** Inputs where the example alone says nothing about access. */
const inputs: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  "connections.create": { name: "code", ...refusedHost },
  "connections.try": refusedHost,
  // It is not that of the organization, which the others still need.
  "organizations.delete": { name: "another" },
  // Each role may give scopes of its own only.
  "tokens.create": { name: "a token", scopes: ["read"] },
};

let server: TestServer;
const members = new Map<string, Client>();
let outsider: Client;
share(
  async () => {
    server = await startServer();
    for (const role of roles) members.set(role, await server.client({ role }));
    for (const scope of tokenScopes) {
      const { token } = await server.app.tokens.create({
        organizationId: server.organizationId,
        userId: server.owner.userId,
        name: scope,
        scopes: [scope],
      });
      members.set(`scope ${scope}`, { ...server.owner, token });
    }
    outsider = await server.outsider();
  },
  async () => {
    await server[Symbol.asyncDispose]();
  },
);

/** Asks for the operation with its example; about this id where it is about something. */
async function ask(
  operation: Operation,
  token: string,
  { targetId, organization }: { readonly targetId?: string; readonly organization?: string } = {},
): Promise<{ readonly status: number; readonly code: string | undefined; readonly detail: string }> {
  const { access } = operation;
  const input: Record<string, unknown> = { ...(inputs[operation.name] ?? operation.example.input) };
  if (access.kind === "target" && targetId !== undefined) input[access.from] = targetId;
  const request = { token, input, ...(organization === undefined ? {} : { organization }) };
  const response = await askOperation(server.url, operation, request);
  if (response.ok) {
    await response.body?.cancel();
    return { status: response.status, code: undefined, detail: "" };
  }
  const problem: { readonly code: string; readonly detail: string } = JSON.parse(await response.text());
  return { status: response.status, code: problem.code, detail: problem.detail };
}

async function targetFor(operation: Operation, userId: string): Promise<string | undefined> {
  if (operation.access.kind !== "target") return undefined;
  return await makeTarget(server.app, { organizationId: server.organizationId, userId }, operation.access.target);
}

const noSuchId = "01a1fc42-b97f-7bef-9713-000000000000";
const withPermission = allOperations.flatMap((operation) =>
  "permission" in operation.access ? [{ ...operation, permission: operation.access.permission }] : [],
);

test("every operation says who may, and nothing that is written can be asked for by a link", () => {
  expect(new Set(allOperations.map(({ name }) => name)).size).toBe(allOperations.length);
  for (const { name, access, effect, http, input } of allOperations) {
    expect(["public", "signed-in", "organization", "target"], name).toContain(access.kind);
    if (http.method === "GET") expect(effect, name).toBe("read");
    if (access.kind === "target") expect(Object.keys(input.shape), name).toContain(access.from);
    if (access.kind === "organization" && access.about !== undefined) {
      expect(Object.keys(input.shape), name).toContain(access.about.from);
    }
  }
});

test("what is public is short, and known", () => {
  const open = allOperations.filter(({ access }) => access.kind === "public").map(({ name }) => name);
  expect(open.sort()).toEqual(publicOperations);
});

const publicOperations = [
  "artifacts.open-link",
  "invitations.accept",
  "sessions.create",
  "sessions.create-by-link",
  "setup.create",
  "setup.get",
  "system.health",
  "system.readiness",
  "system.version",
];

describe.each(allOperations.filter(({ access }) => access.kind !== "public"))("$name", (operation) => {
  test("a stranger is told to sign in, whatever is asked for", async () => {
    const real = await targetFor(operation, server.owner.userId);
    const answers = [
      await ask(operation, "", real === undefined ? {} : { targetId: real }),
      await ask(operation, "", { targetId: noSuchId }),
      await ask(operation, "hrt_wrong"),
    ];
    for (const answer of answers) expect(answer).toEqual({ ...answers[0], status: 401, code: "unauthenticated" });
  });
});

/** Whether the answer is one of access rather than of the operation itself. */
function isRefusal(answer: { readonly status: number; readonly code: string | undefined; readonly detail: string }) {
  return answer.status === 401 || (answer.status === 403 && answer.detail.startsWith("this needs the permission"));
}

type Asked = (typeof withPermission)[number];

async function attempt(operation: Asked, who: string, may: (permission: Permission) => boolean): Promise<void> {
  const client = members.get(who);
  if (client === undefined) throw new Error(who);
  const targetId = await targetFor(operation, client.userId);
  const answer = await ask(operation, client.token, targetId === undefined ? {} : { targetId });
  if (!may(operation.permission)) {
    expect(answer, who).toMatchObject({ status: 403, code: "forbidden" });
    return;
  }
  expect(isRefusal(answer), `${who}: ${JSON.stringify(answer)}`).toBe(false);
  expect(answer.status, `${who}: ${JSON.stringify(answer)}`).toBeLessThan(500);
}

/** One operation for each permission: a scope knows nothing of operations. */
const eachPermission = [...new Map(withPermission.toReversed().map((each) => [each.permission, each])).values()];

test.each(eachPermission)("each scope of a token gives $permission or not, as the table says", async (operation) => {
  for (const scope of tokenScopes) {
    await attempt(operation, `scope ${scope}`, (permission) => scopeAllows[scope].has(permission));
  }
});

describe.each(withPermission)("$name", (operation) => {
  test("each role may what the table says", async () => {
    for (const role of roles) await attempt(operation, role, (permission) => allowedTo[role].has(permission));
  });

  test("a member of another organization cannot tell it from what does not exist", async () => {
    const { access } = operation;
    if (access.kind === "target") {
      const targetId = await makeTarget(
        server.app,
        { organizationId: server.organizationId, userId: server.owner.userId },
        access.target,
      );
      for (const asked of [{}, { organization: "team" }]) {
        const theirs = await ask(operation, outsider.token, { targetId, ...asked });
        const none = await ask(operation, outsider.token, { targetId: noSuchId, ...asked });
        expect(theirs).toMatchObject({ status: 404, code: "not-found" });
        expect(theirs).toEqual({ ...none, detail: none.detail.replaceAll(noSuchId, targetId) });
      }
    } else {
      const theirs = await ask(operation, outsider.token, { organization: "team" });
      const none = await ask(operation, outsider.token, { organization: "nobody" });
      expect(theirs).toMatchObject({ status: 404, code: "not-found" });
      expect(theirs).toEqual({ ...none, detail: none.detail.replaceAll("nobody", "team") });
    }
  });
});
