import { type ForgeHttp, path } from "../http/index.ts";
import type { BuildStatus, Finding, RepositoryName, Statuses } from "../ports/index.ts";
import { wordFor } from "../states/state-words.ts";
import { given } from "../values.ts";
import { repositoryPath } from "./request.ts";
import { checkRunsSchema, madeSchema } from "./schema.ts";
import { contextOf } from "./statuses.ts";
import { words } from "./words.ts";

/** Annotations that one request takes, and that are sent altogether. */
const most = { atOnce: 50, findings: 200, message: 60_000, title: 255 };

/** Check runs, which take the place of commit statuses where the token is an app's: no other may write them. */
export function createChecks(http: ForgeHttp): Statuses {
  /** One that was made, where the answer that told of it was lost. */
  async function find(repository: RepositoryName, status: BuildStatus, signal: AbortSignal | undefined) {
    const at = repositoryPath(repository) + path`/commits/${status.commit}/check-runs`;
    const query = { check_name: contextOf(status.name), filter: "all", per_page: 100 };
    const answer = await http.json({ path: at, query, ...given("signal", signal) }, checkRunsSchema);
    return answer.check_runs.find(({ external_id }) => external_id === externalId(status))?.id;
  }

  return {
    async tell(repository, status, before, signal) {
      const asked = given("signal", signal);
      const at = `${repositoryPath(repository)}/check-runs`;
      const known = before.id ?? (before.mayBeThere === true ? await find(repository, status, signal) : undefined);
      const findings = status.findings.slice(0, most.findings);
      const body = bodyOf(status, findings.slice(0, most.atOnce));
      const { id } =
        known === undefined
          ? await http.json(
              { method: "POST", path: at, body: { ...body, head_sha: status.commit }, ...asked },
              madeSchema,
            )
          : await http.json({ method: "PATCH", path: at + path`/${known}`, body, ...asked }, madeSchema);
      // Each further request adds its annotations.
      for (let first = most.atOnce; first < findings.length; first += most.atOnce) {
        const { output } = bodyOf(status, findings.slice(first, first + most.atOnce));
        await http.send({ method: "PATCH", path: at + path`/${id}`, body: { output }, ...asked });
      }
      return String(id);
    },
  };
}

function externalId({ key, url }: BuildStatus): string {
  return `${key} ${url}`.slice(0, 255);
}

function bodyOf(status: BuildStatus, findings: readonly Finding[]) {
  const { state, startedAt, finishedAt, description } = status;
  const isOver = state !== "queued" && state !== "running";
  const word = wordFor(words.runs, state);
  const annotations = findings.flatMap(annotationOf);
  return {
    name: contextOf(status.name),
    external_id: externalId(status),
    details_url: status.url,
    ...(isOver ? { status: "completed", conclusion: word } : { status: word }),
    ...given("started_at", startedAt === undefined ? undefined : new Date(startedAt).toISOString()),
    ...given("completed_at", !isOver || finishedAt === undefined ? undefined : new Date(finishedAt).toISOString()),
    output: {
      title: description.slice(0, most.title),
      summary: summaryOf(status),
      ...(annotations.length === 0 ? {} : { annotations }),
    },
  };
}

/** What stands in no file is told here. */
function summaryOf({ url, findings }: BuildStatus): string {
  const others = findings.filter(({ path: file }) => file === undefined).slice(0, 20);
  const lines = others.map(({ title, message }) => `- ${title === undefined ? message : `${title}: ${message}`}`);
  return [`[Its page in Headrace](${url})`, ...lines].join("\n").slice(0, most.message);
}

const levels = { error: "failure", warning: "warning", notice: "notice" } as const;

function annotationOf({ level, message, title, path: file, line = 1, endLine }: Finding) {
  if (file === undefined) return [];
  return [
    {
      path: file,
      start_line: line,
      end_line: Math.max(line, endLine ?? line),
      annotation_level: levels[level],
      message: message.slice(0, most.message),
      ...given("title", title?.slice(0, most.title)),
    },
  ];
}
