import type { IncomingHttpHeaders } from "node:http";
import type { Repository, Run, World } from "./world.ts";

export interface Question {
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
  /** A whole definition, which came in the body's place. */
  readonly definition?: string;
  /** The request's own address, without its query. */
  readonly address: string;
  readonly storageUrl: string;
}

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly bytes?: Uint8Array;
}

export interface Route {
  readonly method: string;
  /** As in the specification. */
  readonly path: string;
  readonly reply: (world: World, question: Question) => Reply;
}

export function inRepository(reply: (repository: Repository, question: Question) => Reply): Route["reply"] {
  return (world, question) => {
    const repository = repositoryOf(world, question.params);
    return repository === undefined ? refuse(404, "No such repository") : reply(repository, question);
  };
}

export function inRun(reply: (run: Run, question: Question) => Reply): Route["reply"] {
  return inRepository(({ runs }, question) => {
    const run = runs.find(({ uuid }) => uuid === question.params.pipeline_uuid);
    return run === undefined ? refuse(404, "No such pipeline") : reply(run, question);
  });
}

export function repositoryOf(world: World, { workspace, repo_slug }: Question["params"]) {
  const known = world.repositories.get(`${workspace}/${repo_slug}`);
  return known ?? [...world.repositories.values()].find(({ uuid }) => uuid === repo_slug);
}

export function page(all: readonly unknown[], question: Question & { readonly forgetful?: boolean }): Reply {
  const { query, address, forgetful = false } = question;
  const number = Number(query.get("page") ?? 1);
  const length = Number(query.get("pagelen") ?? 10);
  const next = new URL(address);
  // The list of pipelines forgets what was asked for: a fault of the real one.
  if (!forgetful) for (const [name, value] of query) next.searchParams.set(name, value);
  next.searchParams.set("pagelen", String(length));
  next.searchParams.set("page", String(number + 1));
  return ok({
    page: number,
    pagelen: length,
    size: all.length,
    values: all.slice((number - 1) * length, number * length),
    ...(number * length < all.length ? { next: next.href } : {}),
  });
}

export function ok(json: unknown): Reply {
  return { status: 200, json };
}

export function refuse(status: number, message: string): Reply {
  return { status, json: { type: "error", error: { message } } };
}

export function remove(from: { readonly uuid: string }[], uuid: string | undefined): Reply {
  const index = from.findIndex((one) => one.uuid === uuid);
  if (index === -1) return refuse(404, "Not found");
  from.splice(index, 1);
  return { status: 204 };
}
