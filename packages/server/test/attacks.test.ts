import { allOperations } from "@headrace/app";
import { describe, expect, test } from "vitest";
import { addRepository, endOf, until } from "./executions.ts";
import { type Client, startServer, type TestServer } from "./start-server.ts";
import { share } from "./support/share.ts";
import { createWorkTree, type WorkTree } from "./work-tree.ts";

/** What a member could try to get more than he was given. Each attempt was possible once, or would be a loss if it were. */

const password = "a long sentence of my own";
let server: TestServer;
let tree: WorkTree;
let repository: string;
let developer: Client;
let maintainer: Client;
let stray: string;
share(
  async () => {
    server = await startServer();
    tree = await createWorkTree({ "file.txt": "one\n" });
    await tree.git("tag", "v1");
    await tree.commit({ "file.txt": "two\n" });
    await tree.git("checkout", "-q", "-b", "feature");
    stray = await tree.commit({ "file.txt": "mine\n" });
    await tree.git("tag", "try");
    await tree.git("checkout", "-q", "main");
    repository = await addRepository(server.owner, "shop", tree.directory);
    developer = await server.client({ role: "developer" });
    maintainer = await server.client({ role: "maintainer" });
    await server.owner.patch(`/repositories/${repository}`, { rules: { protectedBranches: ["main"] } });
  },
  async () => {
    await server[Symbol.asyncDispose]();
    await tree[Symbol.asyncDispose]();
  },
);

interface Saved {
  readonly by: Client;
  readonly name: string;
  readonly text: string;
}

async function save({ by, name, text }: Saved): Promise<string> {
  const { status, body } = await by.post("/pipelines", { name, repository, channel: name, text });
  expect(status, JSON.stringify(body)).toBe(201);
  return body.id;
}

const plain = (name: string): string => `name: ${name}\nstages: { a: { steps: ['true'] } }\n`;

describe("rules that look at branches and tags", () => {
  test("see what really runs: no commit runs under the name of a branch or tag that does not lead to it", async () => {
    const pipeline = await save({ by: developer, name: "named", text: plain("named") });
    const execute = async (asked: object) => {
      const { status, body } = await developer.post(`/pipelines/${pipeline}/execute`, asked);
      return status === 201 ? status : `${status} ${body.faults?.[0]?.path ?? body.code}`;
    };
    expect(await execute({ branch: "main", commit: stray })).toBe("400 commit");
    expect(await execute({ tag: "v1", commit: stray })).toBe("400 commit");
    expect(await execute({ branch: "main", tag: "try" })).toBe("400 commit");
    expect(await execute({ branch: "main", tag: "v1", commit: stray })).toBe("400 commit");
    expect(await execute({ tag: "v1.0", commit: stray })).not.toBe(201);
    // Nor by what git would work out from a name.
    for (const tag of ["v1~0", "v1^{}", "try^{commit}", "v1@{0}", "-v1", "v1..try", "v1:file.txt"]) {
      expect(await execute({ tag }), tag).toBe("400 tag");
    }
    for (const branch of ["main@{0}", "main..feature", "-main", "main~1", "/main"]) {
      expect(await execute({ branch }), branch).toBe("400 branch");
    }
    for (const asked of [
      { tag: "v1" },
      { branch: "main", tag: "v1" },
      { branch: "feature", commit: stray },
      { tag: "try", commit: stray },
    ]) {
      expect(await execute(asked), JSON.stringify(asked)).toBe(201);
    }
  });
});

describe("protected secrets", () => {
  const printing = (name: string, after: string): string => `
name: ${name}
triggers: { pipeline: [{ pipeline: ${after} }] }
stages: { take: { secrets: [GUARDED], steps: ['echo "has \${#GUARDED}"'] } }
`;

  /** What came of the stage that wants the secret, when the first pipeline is started by somebody and the other follows. */
  async function taken(name: string, { starter, author }: { readonly starter: Client; readonly author: Client }) {
    const first = await save({ by: maintainer, name: `first-${name}`, text: plain(`first-${name}`) });
    const second = await save({ by: author, name, text: printing(name, `first-${name}`) });
    expect((await author.post(`/pipelines/${second}/activate`, {})).status).toBe(200);
    expect((await starter.post(`/pipelines/${first}/execute`, { branch: "main" })).status).toBe(201);
    const chained = await until(async () => (await server.owner.get(`/pipelines/${second}/executions`)).body.items[0]);
    const { stages } = await endOf(server.owner, chained.id);
    return stages[0].outcome === "success" ? "given" : stages[0].message;
  }

  test("are not had by a definition that starts by itself, unless a maintainer saved it and set it off", async () => {
    await server.owner.put("/secrets", { name: "GUARDED", value: "guarded-value", rules: { protected: true } });
    expect(await taken("theirs", { starter: maintainer, author: maintainer })).toBe("given");
    expect(await taken("written", { starter: maintainer, author: developer })).toMatch(/GUARDED is protected/);
    expect(await taken("set-off", { starter: developer, author: maintainer })).toMatch(/GUARDED is protected/);
    // Somebody who is none any more answers for nothing.
    const former = await server.client({ role: "maintainer" });
    const schedule = {
      organizationId: server.organizationId,
      repositoryId: repository,
      executionId: "01a1fc42-b97f-7bef-9713-0b6621de95a7",
      stage: "take",
      branch: "main",
      event: "schedule",
      trust: "own",
      actor: { kind: "schedule", id: "s", name: "nightly" },
      names: ["GUARDED"],
    } as const;
    const definition = { pipelineId: await save({ by: former, name: "former", text: plain("former") }), version: 1 };
    const given = async () => (await server.app.secrets.valuesFor({ ...schedule, definition })).values.size;
    expect(await given()).toBe(1);
    await server.owner.patch(`/members/${former.userId}`, { role: "developer" });
    expect(await given()).toBe(0);
  });
});

test("who runs what others wrote gives it no variable that makes it run other code", async () => {
  const pipeline = await save({ by: maintainer, name: "variables", text: plain("variables") });
  const execute = async (by: Client, variables: Record<string, string>) =>
    (await by.post(`/pipelines/${pipeline}/execute`, { variables })).status;
  for (const name of [
    "BASH_ENV",
    "ENV",
    "LD_PRELOAD",
    "LD_LIBRARY_PATH",
    "DYLD_INSERT_LIBRARIES",
    "PATH",
    "NODE_OPTIONS",
    "PYTHONSTARTUP",
    "PERL5OPT",
    "RUBYOPT",
    "JAVA_TOOL_OPTIONS",
    "GIT_SSH_COMMAND",
    "GIT_CONFIG_COUNT",
    "npm_config_script_shell",
    "PS4",
  ]) {
    expect(await execute(developer, { REGION: "north", [name]: "x" }), name).toBe(403);
  }
  expect(await execute(developer, { REGION: "north", ENVIRONMENT: "x", GITTER: "x", PATHS: "x" })).toBe(201);
  expect(await execute(maintainer, { NODE_OPTIONS: "--trace-warnings" })).toBe(201);
  // Not a way around either: what is no name of a variable, and prototypes.
  for (const name of ["A=B", "BASH_FUNC_ls%%", "", "__proto__ ", "HEADRACE_ENV", "PATH=/tmp:"]) {
    expect(await execute(developer, { [name]: "x" }), name).toBe(400);
  }
});

test("who is kept out of a pipeline neither reads its deployments nor brings one back", async () => {
  const text = "name: deployed\nstages: { out: { environment: live, steps: ['true'] } }\n";
  const pipeline = await save({ by: maintainer, name: "deployed", text });
  for (let count = 0; count < 2; count += 1) {
    const { body } = await maintainer.post(`/pipelines/${pipeline}/execute`, { branch: "main" });
    expect(await endOf(server.owner, body.id)).toMatchObject({ outcome: "success" });
  }
  const environments = (await server.owner.get(`/repositories/${repository}/environments`)).body.items;
  const { id } = environments.find(({ name }: { readonly name: string }) => name === "live");
  const [deployment] = (await server.owner.get(`/environments/${id}/deployments`)).body.items;
  const member = await server.client({ role: "developer" });
  expect((await member.get(`/deployments/${deployment.id}`)).status).toBe(200);
  const limit = { user: member.userId, scope: "pipeline", scopeId: pipeline };
  expect((await server.owner.put("/role-limits", { ...limit, role: "viewer" })).status).toBe(200);
  expect(await member.post(`/environments/${id}/rollback`, {})).toMatchObject({ status: 403 });
  expect((await server.owner.put("/role-limits", { ...limit, role: "none" })).status).toBe(200);
  expect((await member.get(`/deployments/${deployment.id}`)).status).toBe(404);
  expect(await member.post(`/environments/${id}/rollback`, {})).toMatchObject({ status: 403 });
  expect((await maintainer.post(`/environments/${id}/rollback`, {})).status).toBe(201);
});

test("who sets off a chain does not approve what it leads to, where nobody may approve his own", async () => {
  const waiting = `
name: waiting
triggers: { pipeline: [{ pipeline: led }] }
stages: { out: { approval: { preventSelfApproval: true }, steps: ['true'] } }
`;
  const second = await save({ by: maintainer, name: "waiting", text: waiting });
  await maintainer.post(`/pipelines/${second}/activate`, {});
  const first = await save({ by: maintainer, name: "led", text: plain("led") });
  expect((await developer.post(`/pipelines/${first}/execute`, { branch: "main" })).status).toBe(201);
  const chained = await until(async () => (await server.owner.get(`/pipelines/${second}/executions`)).body.items[0]);
  const approval = await until(
    async () => (await server.owner.get(`/approvals?execution=${chained.id}`)).body.items[0],
  );
  expect(await developer.post(`/approvals/${approval.id}/approve`, {})).toMatchObject({
    status: 403,
    body: { detail: expect.stringContaining("whoever started") },
  });
  expect((await maintainer.post(`/approvals/${approval.id}/approve`, {})).status).toBe(200);
  expect(await endOf(server.owner, chained.id)).toMatchObject({ outcome: "success" });
});

describe("asked for at once", () => {
  const codeOf = (url: string): string => new URL(url).searchParams.get("code") ?? "";
  const statuses = async (answers: readonly Promise<{ readonly status: number }>[]) =>
    (await Promise.all(answers)).map(({ status }) => status).sort();
  const accept = (code: string, name: string) => server.stranger.post("/invitations/accept", { code, name, password });
  const invite = async (email: string) =>
    codeOf((await server.owner.post("/invitations", { email, role: "developer" })).body.url);

  test("an invitation makes one member, and two of one address make one account", async () => {
    const code = await invite("once@example.org");
    expect(await statuses([accept(code, "A"), accept(code, "B"), accept(code, "C")])).toEqual([200, 410, 410]);
    const [one, two] = [await invite("twice@example.org"), await invite("Twice@example.org")];
    expect(await statuses([accept(one, "A"), accept(two, "B")])).toEqual([200, 401]);
    const { items } = (await server.owner.get("/members")).body;
    for (const address of ["once@example.org", "twice@example.org"]) {
      expect(
        items.filter(({ email }: { readonly email: string }) => email === address),
        address,
      ).toHaveLength(1);
    }
    // The one that was not used up is there still.
    expect((await server.owner.get("/invitations")).body.items).toHaveLength(1);
  });

  test("a sign-in link signs in once", async () => {
    const { body } = await server.owner.post(`/members/${developer.userId}/sign-in-link`);
    const code = codeOf(body.url);
    const use = () => server.stranger.post("/sign-in/link", { code });
    expect(await statuses([use(), use(), use(), use()])).toEqual([200, 410, 410, 410]);
  });

  test("a sign-in link is worth nothing once its person has another password, or is gone", async () => {
    const link = async (userId: string) =>
      codeOf((await server.owner.post(`/members/${userId}/sign-in-link`)).body.url);
    const joined = await accept(await invite("linked@example.org"), "Linked");
    const { userId } = joined.body;
    const cookie = joined.headers
      .getSetCookie()
      .map((each) => each.split(";", 1)[0])
      .join("; ");
    const before = await link(userId);
    const change = { currentPassword: password, newPassword: "another long sentence" };
    expect((await server.stranger.post("/me/password", change, { cookie, origin: server.url })).status).toBe(200);
    expect((await server.stranger.post("/sign-in/link", { code: before })).status).toBe(410);
    const after = await link(userId);
    expect((await server.owner.delete(`/members/${userId}`)).status).toBe(200);
    expect((await server.stranger.post("/sign-in/link", { code: after })).status).toBe(410);
  });
});

test("no name turns or hides what stands beside it", async () => {
  for (const name of [
    "Ada\u202egnp.exe",
    "Ada\u200b Bell",
    "Ada\u2066 (owner)",
    "A\ufeffda",
    "Ada\nBell",
    "a\u2028b",
  ]) {
    const { status } = await server.owner.patch("/organization", { name });
    expect(status, JSON.stringify(name)).toBe(400);
  }
  for (const name of ["Ädä Bëll", "李小龍", "مريم", "👩\u200d🔬 Lab"]) {
    expect((await server.owner.patch("/organization", { name })).status, name).toBe(200);
  }
});

describe("another site", () => {
  const written = allOperations.filter(({ http }) => http.method !== "GET");

  test("has nothing done in the name of who is signed in, whatever operation it asks for", async () => {
    const cookie = (await server.app.people.beginSession(server.owner.userId))
      .map((each) => each.split(";", 1)[0])
      .join("; ");
    const before = await server.app.tables
      .selectFrom("audit_log")
      .select(({ fn }) => fn.countAll().as("count"))
      .execute();
    for (const { name, http } of written) {
      const path = http.path.replaceAll(/\{\w+\}/g, repository);
      for (const from of [{ origin: "https://evil.example.org" }, { "sec-fetch-site": "cross-site" }, {}] as const) {
        const response = await server.stranger.fetch(`/api/v1${path}`, {
          method: http.method,
          headers: { cookie, ...from, ...(http.method === "DELETE" ? {} : { "content-type": "application/json" }) },
          ...(http.method === "DELETE" ? {} : { body: "{}" }),
        });
        expect(response.status, `${name} ${JSON.stringify(from)}`).toBe(403);
        expect(await response.json(), name).toMatchObject({ detail: "this request comes from another site" });
      }
    }
    const after = await server.app.tables
      .selectFrom("audit_log")
      .select(({ fn }) => fn.countAll().as("count"))
      .execute();
    expect(after).toEqual(before);
    expect(written.length).toBeGreaterThan(60);
  });
});

test("what is answered is kept by no cache on the way", async () => {
  expect((await server.owner.get("/members")).headers.get("cache-control")).toBe("no-store");
  expect((await server.owner.get("/system/metrics")).headers.get("cache-control")).toBe("private, no-cache");
});

test("a stage sees nothing of the server's own environment", async () => {
  const names = ["HEADRACE_MASTER_KEY", "HEADRACE_BOOTSTRAP_TOKEN", "HEADRACE_DATABASE", "AWS_SECRET_ACCESS_KEY"];
  for (const name of names) process.env[name] = "of-the-server-alone";
  try {
    const { body } = await maintainer.post("/executions", {
      repository,
      text: "name: nosy\nstages: { look: { steps: ['env; cat /proc/self/environ'] } }\n",
    });
    expect(await endOf(server.owner, body.id)).toMatchObject({ outcome: "success" });
    const log = await server.owner.get(`/executions/${body.id}/logs`);
    expect(JSON.stringify(log.body)).toContain("HEADRACE_COMMIT");
    expect(JSON.stringify(log.body)).not.toContain("of-the-server-alone");
  } finally {
    for (const name of names) delete process.env[name];
  }
});
