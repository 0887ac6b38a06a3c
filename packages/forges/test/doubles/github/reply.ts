import type { App, Repository, Run, World } from "./world.ts";

/** Who asks: the bearer of a token, or an app by its JWT. */
export type Signer =
  | { readonly kind: "user" | "installation"; readonly permissions: readonly string[] | "all" }
  | { readonly kind: "app"; readonly app: App };

export interface Question {
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: unknown;
  readonly storageUrl: string;
  readonly signer: Signer;
}

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  /** In the place of JSON, whatever it is. */
  readonly bytes?: string;
}

export interface Route {
  readonly method: string;
  /** As in the specification. */
  readonly path: string;
  readonly reply: (world: World, question: Question) => Reply;
}

export function inRepository(
  reply: (repository: Repository, question: Question, world: World) => Reply,
): Route["reply"] {
  return (world, question) => {
    const repository = world.repositories.get(`${question.params.owner}/${question.params.repo}`);
    return repository === undefined ? missing : reply(repository, question, world);
  };
}

export function inRun(
  reply: (run: Run, question: Question, repository: Repository, world: World) => Reply,
): Route["reply"] {
  return inRepository((repository, question, world) => {
    const run = repository.runs.find(({ id }) => String(id) === question.params.run_id);
    return run === undefined ? missing : reply(run, question, repository, world);
  });
}

export function listed<Item>(
  name: string,
  all: readonly Item[],
  query: URLSearchParams,
  answer: (item: Item) => unknown,
): Reply {
  const [page, length] = [Number(query.get("page") ?? 1), Number(query.get("per_page") ?? 30)];
  const items = all.slice((page - 1) * length, page * length).map((item) => answer(item));
  return ok({ total_count: all.length, [name]: items });
}

export function ok(json: unknown): Reply {
  return { status: 200, json };
}

export function refuse(status: number, message: string): Reply {
  return { status, json: { message } };
}

export const missing: Reply = refuse(404, "Not Found");
