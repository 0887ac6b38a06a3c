import { createServer, type IncomingMessage, type Server } from "node:http";
import { accountAnswer, jobAnswer, type Run, repositoryAnswer, runAnswer } from "./answers.ts";
import { exemptions, openSpecification } from "./specification.ts";

export interface GitHubDouble extends AsyncDisposable {
  readonly url: string;
  /** Of the repository acme/shop, the newest first. */
  readonly runs: Run[];
  readonly asked: IncomingMessage[];
  readonly askedOfStorage: IncomingMessage[];
  /** What was not as the vendor's specification says; always empty where that is not at hand. */
  readonly violations: string[];
}

interface Reply {
  readonly status: number;
  readonly json?: unknown;
  readonly location?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const judge = openSpecification();
const actions = "/repos/{owner}/{repo}/actions";

/** A GitHub Actions with one repository, over HTTP on this machine; its logs lie at another origin. */
export async function startGitHubDouble(): Promise<GitHubDouble> {
  const runs: Run[] = [];
  const [asked, askedOfStorage] = [[] as IncomingMessage[], [] as IncomingMessage[]];
  const violations: string[] = [];
  const jobs = () => runs.flatMap((run) => run.jobs);

  const storage = createServer((request, response) => {
    askedOfStorage.push(request);
    response.end(jobs().find(({ id }) => request.url === `/${id}`)?.log);
  });
  const storageUrl = await listen(storage);

  const api = createServer((request, response) => {
    asked.push(request);
    const url = new URL(request.url ?? "", "http://api");
    const { path, reply } = answerTo(url);
    const {
      status,
      json,
      location,
      headers = {},
    }: Reply = request.headers.authorization === "Bearer t0ken" ? reply : { status: 401 };
    const exchanged = { path, query: url.searchParams, status, answer: json };
    if (!exemptions.has(path)) violations.push(...(judge?.(exchanged) ?? []));
    response.writeHead(status, location === undefined ? headers : { location, ...headers });
    response.end(json === undefined ? undefined : JSON.stringify(json));
  });
  const url = await listen(api);

  function answerTo({ pathname, searchParams }: URL): { readonly path: string; readonly reply: Reply } {
    switch (pathname) {
      case "/user": {
        const headers = { "github-authentication-token-expiration": "2027-01-31 10:00:00 UTC" };
        return { path: pathname, reply: { status: 200, json: accountAnswer, headers } };
      }
      case "/repos/acme/shop":
        return { path: "/repos/{owner}/{repo}", reply: { status: 200, json: repositoryAnswer } };
      case "/search/repositories": {
        const words = (searchParams.get("q") ?? "").split(" ").filter((word) => !/^(in|fork):/.test(word));
        const isFound = words.every((word) => word === "user:acme" || "shop".includes(word));
        const items = isFound ? [repositoryAnswer] : [];
        const json = { total_count: items.length, incomplete_results: false, items };
        return { path: pathname, reply: { status: 200, json } };
      }
    }
    const [, part = "", id = "", rest = ""] =
      /^\/repos\/acme\/shop\/actions\/(runs|jobs)(?:\/(\d+))?(\/\w+)?$/.exec(pathname) ?? [];
    const run = runs.find((one) => String(one.id) === id);
    const missing: Reply = { status: 404, json: { message: "Not Found" } };
    switch (`${part}${id === "" ? "" : "/id"}${rest}`) {
      case "runs": {
        const { page, total } = pageOf(runs.filter(fits(searchParams)), searchParams);
        const json = { total_count: total, workflow_runs: page.map(runAnswer) };
        return { path: `${actions}/runs`, reply: { status: 200, json } };
      }
      case "runs/id":
        return {
          path: `${actions}/runs/{run_id}`,
          reply: run === undefined ? missing : { status: 200, json: runAnswer(run) },
        };
      case "runs/id/jobs": {
        const path = `${actions}/runs/{run_id}/jobs`;
        if (run === undefined) return { path, reply: missing };
        const { page, total } = pageOf(run.jobs, searchParams);
        const json = { total_count: total, jobs: page.map((job) => jobAnswer(job, run)) };
        return { path, reply: { status: 200, json } };
      }
      case "jobs/id/logs": {
        const hasLog = jobs().some((job) => String(job.id) === id && job.status === "completed");
        const reply = hasLog ? { status: 302, location: `${storageUrl}/${id}` } : missing;
        return { path: `${actions}/jobs/{job_id}/logs`, reply };
      }
      default:
        return { path: pathname, reply: missing };
    }
  }

  return {
    url,
    runs,
    asked,
    askedOfStorage,
    violations,
    async [Symbol.asyncDispose]() {
      for (const server of [api, storage]) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    },
  };
}

function fits(query: URLSearchParams): (run: Run) => boolean {
  const [status, branch] = [query.get("status"), query.get("branch")];
  return (run) =>
    (status === null || run.status === status || run.conclusion === status) &&
    (branch === null || run.head_branch === branch);
}

function pageOf<Item>(all: readonly Item[], query: URLSearchParams) {
  const [page, length] = [Number(query.get("page") ?? 1), Number(query.get("per_page") ?? 30)];
  return { page: all.slice((page - 1) * length, page * length), total: all.length };
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return `http://127.0.0.1:${address.port}`;
}
