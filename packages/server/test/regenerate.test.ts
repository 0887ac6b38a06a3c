import { expect, test } from "vitest";
import { startServer, type TestServer } from "./start-server.ts";
import { share } from "./support/share.ts";
import { createWorkTree, type WorkTree } from "./work-tree.ts";

/** A pipeline that was made of a template, made of it again. */
let server: TestServer;
let tree: WorkTree;
let repository: string;
let names = 0;

share(
  async () => {
    server = await startServer();
    tree = await createWorkTree({ "a.txt": "a" });
    repository = (await server.owner.post("/repositories", { name: "app", location: tree.directory })).body.id;
  },
  async () => {
    await server[Symbol.asyncDispose]();
    await tree[Symbol.asyncDispose]();
  },
);

const templateText = (step: string, more = ""): string =>
  `name: ours
parameters:
  level: { type: string, default: low }
  tries: { type: number, default: 1 }
${more}stages:
  test:
    # Why it is so
    steps: [{ run: '${step}' }]
`;

/** A template of the organization, and a pipeline that was made of it. */
async function made(parameters: object = { level: "high" }) {
  names += 1;
  const source = await server.owner.post("/pipelines", {
    name: `source ${names}`,
    repository,
    text: templateText("echo one", "  gone: { type: string, default: x }\n"),
  });
  const { body: template } = await server.owner.post(`/pipelines/${source.body.id}/save-as-template`, {
    name: `ours ${names}`,
    shared: true,
  });
  const wanted = { template: template.id, repository, name: `made ${names}`, parameters };
  const { status, body } = await server.owner.post("/pipelines/from-template", wanted);
  expect({ status, body }).toMatchObject({ status: 201 });
  return { template: template.id, at: `/pipelines/${body.id}`, text: body.text };
}

test("it says of which template and with what it was made, and is made of the newest one with the same values", async () => {
  const { template, at, text } = await made({ level: "high", gone: "y" });
  expect((await server.owner.get(at)).body.generated).toEqual({
    template,
    name: `ours ${names}`,
    parameters: { level: "high", gone: "y" },
    version: 1,
    edited: false,
  });
  expect((await server.owner.post(`${at}/regenerate`, {})).body).toMatchObject({ saved: false, version: 1, text });
  await server.owner.patch(`/templates/${template}`, { text: templateText("echo two") });
  const dry = await server.owner.post(`${at}/regenerate`, { dryRun: true, parameters: { tries: "3" } });
  expect(dry).toMatchObject({
    status: 200,
    body: {
      saved: false,
      version: 1,
      currentText: text,
      changes: expect.stringContaining("test"),
      parameters: { level: "high", tries: "3" },
      dropped: ["gone"],
      diagnostics: [],
    },
  });
  expect((await server.owner.get(at)).body.version).toBe(1);
  const done = await server.owner.post(`${at}/regenerate`, { parameters: { tries: "3", level: null } });
  expect(done.body).toMatchObject({ saved: true, version: 2 });
  const { body } = await server.owner.get(at);
  expect(body).toMatchObject({
    version: 2,
    text: done.body.text,
    generated: { version: 2, edited: false, parameters: { tries: "3" } },
  });
  expect(body.text).toMatch(/level: \{ type: string, default: low \}\n *tries: \{ type: number, default: 3 \}/);
  expect(body.text).toContain("# Why it is so");
  expect(body.text).toContain("echo two");
  const versions = await server.owner.get(`${at}/versions`);
  expect(versions.body.items[0].message).toBe(`From the template ours ${names} again`);
});

test("what a person changed since is not lost: it is refused with both texts, unless told to overwrite it", async () => {
  const { at, text } = await made();
  const mine = text.replace("echo one", "echo mine");
  const put = (ifMatch: string, own: string) => server.owner.put(at, { text: own }, { "if-match": ifMatch });
  expect((await put("1", mine)).status).toBe(200);
  expect((await server.owner.get(at)).body.generated).toMatchObject({ version: 1, edited: true });
  const refused = await server.owner.post(`${at}/regenerate`, { parameters: { tries: 2 } });
  expect(refused).toMatchObject({
    status: 409,
    body: {
      code: "version-conflict",
      detail: expect.stringContaining("since version 1 was made of the template"),
      currentText: mine,
      yourText: expect.stringContaining("default: 2"),
      mend: expect.stringContaining("overwrite"),
    },
  });
  const over = await server.owner.post(`${at}/regenerate`, { parameters: { tries: 2 }, overwrite: true });
  expect(over.body).toMatchObject({ saved: true, version: 3, edited: true, generatedVersion: 1 });
  expect((await server.owner.get(`${at}/versions/2`)).body.text).toBe(mine);
  expect((await server.owner.get(at)).body.generated).toMatchObject({ version: 3, edited: false });
});

test("If-Match is obeyed, and a template that is gone serves as it was kept", async () => {
  const { template, at } = await made();
  const stale = await server.owner.post(`${at}/regenerate`, { parameters: { tries: 2 } }, { "if-match": '"7"' });
  expect(stale).toMatchObject({ status: 409, body: { code: "version-conflict", current: 1 } });
  const wrong = await server.owner.post(`${at}/regenerate`, {}, { "if-match": "new" });
  expect(wrong.status).toBe(400);
  await server.owner.delete(`/templates/${template}`);
  expect(await server.owner.post(`${at}/regenerate`, { parameters: { tries: 2 } })).toMatchObject({
    status: 404,
    body: { mend: expect.stringContaining("kept") },
  });
  const kept = { from: "kept", parameters: { tries: 2 } };
  const done = await server.owner.post(`${at}/regenerate`, kept, { "if-match": '"1"' });
  expect(done.body).toMatchObject({ saved: true, version: 2 });
});

test("a pipeline that was made of no template is told so, and an unknown parameter is", async () => {
  const own = await server.owner.post("/pipelines", { name: "own", repository, text: templateText("true") });
  expect(own.body).not.toHaveProperty("generated");
  expect(await server.owner.post(`/pipelines/${own.body.id}/regenerate`, {})).toMatchObject({
    status: 422,
    body: { code: "not-supported", detail: expect.stringContaining("no template") },
  });
  const { at } = await made();
  expect((await server.owner.post(`${at}/regenerate`, { parameters: { nothing: "x" } })).status).toBe(400);
  const viewer = await server.client({ role: "viewer" });
  expect((await viewer.post(`${at}/regenerate`, {})).status).toBe(403);
});
