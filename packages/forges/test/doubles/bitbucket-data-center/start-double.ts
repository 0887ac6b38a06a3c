import { createServer, type IncomingMessage } from "node:http";
import { type Judge, openDocument } from "../open-document.ts";

export interface DataCenterRepository {
  readonly id: number;
  readonly project: string;
  readonly slug: string;
  /** Undefined where nothing was pushed yet. */
  readonly branch?: string;
}

export interface DataCenterDouble extends AsyncDisposable {
  /** Without `/rest`. */
  readonly url: string;
  readonly repositories: DataCenterRepository[];
  readonly asked: IncomingMessage[];
  /** Most that a page holds; a client's limit is only a wish. */
  pageLength: number;
  /** What was not as the vendor's specification says; always empty where that is not at hand. */
  readonly violations: string[];
}

interface Reply {
  readonly path: string;
  readonly status: number;
  readonly json?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

const judge: Judge | undefined = openDocument("bitbucket-dc-9.2.swagger.json");
const repositoryPath = "/api/latest/projects/{projectKey}/repos/{repositorySlug}";

/** A Bitbucket Data Center over HTTP on this machine, to which Ada's token is known. */
export async function startDataCenterDouble(): Promise<DataCenterDouble> {
  const server = createServer((request, response) => {
    double.asked.push(request);
    const url = new URL(request.url ?? "", "http://host");
    const isKnown = request.headers.authorization === "Bearer t0ken";
    const { path, status, json, headers = {} } = answerTo(url, isKnown);
    const exchanged = { path, query: url.searchParams, status, answer: json };
    double.violations.push(...(judge?.(exchanged) ?? []));
    response.writeHead(status, headers).end(json === undefined ? undefined : JSON.stringify(json));
  });

  function answerTo({ pathname, searchParams }: URL, isKnown: boolean): Reply {
    const at = pathname.replace(/^\/rest/, "");
    if (at === "/api/latest/application-properties") {
      const json = { version: "9.2.1", buildNumber: "9002001", buildDate: "1700000000000", displayName: "Bitbucket" };
      return { path: at, status: 200, json };
    }
    const [, project = "", slug = "", branch] =
      /^\/api\/latest\/projects\/([^/]+)\/repos\/([^/]+)(\/default-branch)?$/.exec(at) ?? [];
    const path = slug === "" ? at : `${repositoryPath}${branch ?? ""}`;
    if (!isKnown) return { path, status: 401, json: errors("Authentication failed") };
    if (at === "/api/latest/profile/recent/repos") {
      return { path, status: 200, json: page(double.repositories, searchParams), headers: { "x-ausername": "ada" } };
    }
    if (at === "/api/latest/repos") {
      const [key, name] = [searchParams.get("projectkey"), searchParams.get("name") ?? ""];
      const found = double.repositories.filter((one) => one.project === key && one.slug.includes(name));
      return { path, status: 200, json: page(found, searchParams) };
    }
    const found = double.repositories.find((one) => one.project === project && one.slug === slug);
    if (found === undefined) return { path, status: 404, json: errors("Repository does not exist") };
    if (branch === undefined) return { path, status: 200, json: repositoryAnswer(found) };
    if (found.branch === undefined) return { path, status: 404, json: errors("The repository has no branches") };
    const json = { id: `refs/heads/${found.branch}`, displayId: found.branch, type: "BRANCH" };
    return { path, status: 200, json };
  }

  function page(all: readonly DataCenterRepository[], query: URLSearchParams) {
    const start = Number(query.get("start") ?? 0);
    const limit = Math.min(double.pageLength, Number(query.get("limit") ?? 25));
    const values = all.slice(start, start + limit).map(repositoryAnswer);
    const isLastPage = start + limit >= all.length;
    return {
      values,
      size: values.length,
      start,
      limit,
      isLastPage,
      ...(isLastPage ? {} : { nextPageStart: start + limit }),
    };
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const double: DataCenterDouble = {
    url: `http://127.0.0.1:${address.port}`,
    repositories: [],
    asked: [],
    pageLength: 1_000,
    violations: [],
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return double;
}

function repositoryAnswer({ id, project, slug }: DataCenterRepository) {
  return { id, slug, name: slug, scmId: "git", public: false, project: { key: project, name: project } };
}

function errors(message: string) {
  return { errors: [{ context: null, message, exceptionName: null }] };
}
