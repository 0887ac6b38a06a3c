import { readFile } from "node:fs/promises";
import { type App, allOperations, type Principal, Problem, perform, problemOf } from "@headrace/app";
import type { OperationName, OutputOf } from "@headrace/app/client";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { headersOf } from "../rest/headers-of.ts";
import { executionPage } from "./execution.ts";
import { invitationForm, signInByLinkForm, signInForm, welcomeForm } from "./forms.ts";
import { home } from "./home.ts";
import { type Html, html } from "./html.ts";
import { layout } from "./layout.ts";

const assets = [
  { name: "page.css", type: "text/css; charset=utf-8" },
  { name: "page.js", type: "text/javascript; charset=utf-8" },
] as const;

interface Shown {
  readonly title: string;
  readonly body: Html;
  readonly status?: number;
}

/** A few plain pages: where one-time links lead, and what has run. They show what operations answer, and decide nothing. */
export function bindPages(server: FastifyInstance, app: App): void {
  for (const { name, type } of assets) {
    server.get(`/assets/${name}`, async (_request, reply) => {
      const text = await readFile(new URL(`assets/${name}`, import.meta.url), "utf8");
      return await reply.header("content-type", type).header("cache-control", "max-age=300").send(text);
    });
  }

  const page = (url: string, show: (request: FastifyRequest, principal: Principal | null) => Promise<Shown>): void => {
    server.get(url, async (request, reply) => {
      const principal = await app.people.principalOf(headersOf(request));
      const shown = await show(request, principal).catch((error: unknown) => problemPage(problemOf(error)));
      return await send(reply, shown, principal);
    });
  };

  page("/", async (_request, principal) => {
    if (principal === null) return { title: "Sign in", body: signInForm() };
    const { items } = await ask(app, principal, "executions.list", { limit: 20 });
    const { publicUrl } = app.options;
    return { title: "Executions", body: home({ publicUrl, executions: items, now: app.clock.now() }) };
  });
  page("/executions/:execution", async (request, principal) => {
    if (principal === null) return { title: "Sign in", body: signInForm() };
    const execution = await ask(app, principal, "executions.get", { execution: textOf(request.params, "execution") });
    return {
      title: `${execution.pipeline.name}#${execution.number}`,
      body: executionPage(execution, app.clock.now()),
    };
  });
  page("/welcome", async (request) => {
    if (await app.people.hasUsers()) {
      throw new Problem("gone", "this server has an owner already", { mend: "sign in, or ask an owner to invite you" });
    }
    return { title: "Welcome", body: welcomeForm(textOf(request.query, "code")) };
  });
  page("/sign-in", async (request) => {
    const code = textOf(request.query, "code");
    return { title: "Sign in", body: code === "" ? signInForm() : signInByLinkForm(code) };
  });
  page("/invitation", async (request, principal) => ({
    title: "Invitation",
    body: invitationForm(textOf(request.query, "code"), principal?.name),
  }));
}

async function send(reply: FastifyReply, { title, body, status }: Shown, principal: Principal | null) {
  return await reply
    .status(status ?? 200)
    .header("content-type", "text/html; charset=utf-8")
    // What stands there is for one person, and may hold a code.
    .header("cache-control", "no-store")
    .send(layout({ title, body, ...(principal === null ? {} : { person: principal.name }) }));
}

/** What an operation answers this person, as every face would be answered. */
async function ask<Name extends OperationName>(
  app: App,
  principal: Principal,
  name: Name,
  input: Readonly<Record<string, unknown>>,
): Promise<OutputOf<Name>> {
  const operation = allOperations.find((each) => each.name === name);
  if (operation === undefined) throw new Problem("internal", `there is no operation "${name}"`);
  const { publicUrl } = app.options;
  const answer = await perform(app, operation, input, { principal, signal: new AbortController().signal, publicUrl });
  // The form of the answer is the operation's, whatever face asks.
  return JSON.parse(JSON.stringify(answer));
}

function problemPage(problem: Problem): Shown {
  return {
    title: problem.status === 404 ? "Not found" : "That did not work",
    status: problem.status,
    body: html`<h1>${sentence(problem.message)}</h1>
<p>${sentence(problem.mend ?? "see the server's log")}</p>
<p><a href="/">To the executions</a></p>`,
  };
}

function sentence(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}${text.endsWith(".") ? "" : "."}`;
}

function textOf(source: unknown, key: string): string {
  const value: unknown = typeof source === "object" && source !== null ? Reflect.get(source, key) : undefined;
  return typeof value === "string" ? value : "";
}
