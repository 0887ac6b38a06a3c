import type { Repository, World } from "./world.ts";

export interface Question {
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: unknown;
}

export interface Reply {
  readonly status: number;
  readonly json?: unknown;
  /** In the place of JSON. */
  readonly bytes?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Route {
  readonly method: string;
  /** As in the specification. */
  readonly path: string;
  /** Whether strangers are answered too. */
  readonly isOpen?: boolean;
  readonly reply: (world: World, question: Question) => Reply | Promise<Reply>;
}

export function inRepository(
  reply: (repository: Repository, question: Question, world: World) => Reply | Promise<Reply>,
): Route["reply"] {
  return (world, question) => {
    const { projectKey, repositorySlug } = question.params;
    const found = world.repositories.find(({ project, slug }) => project === projectKey && slug === repositorySlug);
    if (found === undefined) return refuse(404, "Repository does not exist");
    if (found.isClosed === true) return refuse(401, "You are not permitted to access this resource");
    return reply(found, question, world);
  };
}

export function page(all: readonly unknown[], query: URLSearchParams, { pageLength }: World) {
  const start = Number(query.get("start") ?? 0);
  const limit = Math.min(pageLength, Number(query.get("limit") ?? 25));
  const values = all.slice(start, start + limit);
  const isLastPage = start + limit >= all.length;
  const next = isLastPage ? {} : { nextPageStart: start + limit };
  return { values, size: values.length, start, limit, isLastPage, ...next };
}

export function ok(json: unknown): Reply {
  return { status: 200, json };
}

export function refuse(status: number, message: string): Reply {
  return { status, json: { errors: [{ context: null, message, exceptionName: null }] } };
}
