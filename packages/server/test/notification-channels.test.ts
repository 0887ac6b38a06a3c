import { beforeEach, expect, test } from "vitest";
import { createProject, endOf, type Project, runInline, until } from "./executions.ts";
import { startServer, type TestServer } from "./start-server.ts";
import { startMailServer, type TakenMail } from "./support/mail-server.ts";
import { type Receiver, startReceiver } from "./support/receiver.ts";
import { share } from "./support/share.ts";

let server: TestServer;
let project: Project;
let receiver: Receiver;
let mail: TakenMail;
let later = 0;
let names = 0;
let name: string;

share(
  async () => {
    [receiver, mail] = await Promise.all([startReceiver(), startMailServer()]);
    server = await startServer({
      allowPrivateAddresses: true,
      clock: { now: () => Date.now() + later },
      mail: { url: mail.url, from: "Headrace <ci@example.org>" },
    });
    project = await createProject(server.owner);
  },
  async () => {
    await server[Symbol.asyncDispose]();
    await project.remove();
    await Promise.all([receiver[Symbol.asyncDispose](), mail[Symbol.asyncDispose]()]);
  },
);
beforeEach(() => {
  names += 1;
  name = `channel-${names}`;
  receiver.received.length = 0;
  mail.mails.length = 0;
});

async function makeChannel(settings: Readonly<Record<string, unknown>>): Promise<string> {
  const { status, body } = await server.owner.post("/channels", { name, settings });
  expect(status, JSON.stringify(body)).toBe(201);
  return body.id;
}

/** Runs what fails with a line of a stranger's, and gives the execution's id and what became of its notification. */
async function fail() {
  const text = `name: shop
notifications: [{ on: [failure], to: ${name} }]
stages: { test: { steps: ["echo 'error: [click](https://evil.example) <b>here</b>'; exit 1"] } }
`;
  const { body } = await runInline(server.owner, project, { text });
  await endOf(server.owner, body.id);
  return { id: body.id, item: await tried(body.id) };
}

const tried = (id: string) =>
  until(async () => {
    const { body } = await server.owner.get(`/executions/${id}/notifications`);
    const [item] = body.items;
    return item.state === "waiting" && item.problem === undefined ? undefined : item;
  });

const line = "error: [click](https://evil.example) <b>here</b>";

test("Teams is sent an adaptive card, in which what strangers wrote is no Markdown", async () => {
  await makeChannel({ kind: "teams", url: `${receiver.url}/workflows/1?sig=t0ken` });
  const { id, item } = await fail();
  expect(item).toMatchObject({ state: "sent", attempts: 1 });
  const [{ path, body } = { path: "", body: {} }] = receiver.received;
  expect(path).toBe("/workflows/1?sig=t0ken");
  expect(body).toEqual({
    type: "message",
    attachments: [
      { contentType: "application/vnd.microsoft.card.adaptive", contentUrl: null, content: expect.any(Object) },
    ],
  });
  const { content } = body.attachments[0];
  expect(content).toMatchObject({
    $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
    type: "AdaptiveCard",
    version: "1.2",
    actions: [{ type: "Action.OpenUrl", url: `${server.app.options.publicUrl}/executions/${id}` }],
  });
  // Markdown is read in text blocks and facts alone.
  for (const { type, inlines } of content.body) {
    expect(type).toBe("RichTextBlock");
    for (const run of inlines) expect(run).toMatchObject({ type: "TextRun", text: expect.any(String) });
  }
  expect(content.body.at(-1).inlines.at(-1)).toEqual({ type: "TextRun", text: line, fontType: "Monospace" });
});

test("mail is sent as plain text by the server's own mail server, later where that is busy, and its refusals are said", async () => {
  const channel = await makeChannel({ kind: "email", to: ["ada@example.org", "ben@example.org"] });
  expect((await server.owner.get(`/channels/${channel}`)).body.target).toBe("ada@example.org, ben@example.org");
  const { item } = await fail();
  expect(item).toMatchObject({ state: "sent" });
  const [{ to, text } = { to: [], text: "" }] = mail.mails;
  expect(to).toEqual(["ada@example.org", "ben@example.org"]);
  expect(text).toMatch(/^From: Headrace <ci@example\.org>\r$/m);
  expect(text).toMatch(/^Subject: shop #\d+ failed\r$/m);
  expect(text).toMatch(/^Content-Type: text\/plain/m);
  expect(text).toContain(`test: ${line}`);
  expect(text).toContain(`Message-ID: <${item.id}@headrace>`);

  const busy = { code: 451, says: "try again later" };
  mail.refusals.push(busy, busy);
  const second = await fail();
  expect(second.item).toMatchObject({ state: "waiting", problem: expect.stringContaining("451") });
  later += 6_000;
  await server.app.notifications.look();
  expect(await tried(second.id)).toMatchObject({ state: "sent", attempts: 2 });

  const nobody = { code: 550, says: "no such mailbox" };
  mail.refusals.push(nobody, nobody);
  expect((await fail()).item).toMatchObject({ state: "refused", problem: expect.stringContaining("no such mailbox") });
  mail.refusals.push(nobody);
  expect((await fail()).item).toMatchObject({
    state: "refused",
    problem: expect.stringMatching(/not for ada@example\.org$/),
  });
});

test("a password goes over no open line, and a server that was told of no mail server says so", async () => {
  const settings = { kind: "email", to: ["ada@example.org"] };
  await using without = await startServer();
  expect(await without.owner.post("/channels", { name, settings })).toMatchObject({
    status: 422,
    body: { code: "not-supported", mend: expect.stringContaining("HEADRACE_SMTP_URL") },
  });
  const url = mail.url.replace("127.0.0.1", "[::ffff:127.0.0.1]");
  // Where it listens too, by a name that is not known to be this machine.
  await using open = await startServer({ mail: { url, from: "ci@example.org" } });
  const { body } = await open.owner.post("/channels", { name, settings });
  const tested = await open.owner.post(`/channels/${body.id}/test`);
  expect(tested.body).toMatchObject({ sent: false, mend: expect.stringContaining("HEADRACE_SMTP_URL") });
  expect(JSON.stringify(tested.body)).not.toContain("p@ss");
  expect(mail.mails).toEqual([]);
});
