import { HeadraceError } from "@headrace/pipeline";
import { readOptionalText } from "../files/read-optional.ts";
import { segments } from "../files/segments.ts";
import { ForgeError, type ForgeHttp } from "../http/index.ts";
import { parseAnswer } from "../http/parse-answer.ts";
import type { Files, RepositoryName } from "../ports/index.ts";
import { given } from "../values.ts";
import { readAll } from "./paging.ts";
import { repositoryPath } from "./request.ts";
import { headSchema, pullRequestSchema, writtenSchema } from "./schema.ts";

/** Data Center's `browse`, which is told the commit at which the file was read. */
export function createFiles(http: ForgeHttp): Files {
  const at = (repository: RepositoryName) => `/api/latest${repositoryPath(repository)}`;

  async function headOf(repository: RepositoryName, branch: string, signal?: AbortSignal): Promise<string> {
    const request = { path: `${at(repository)}/branches`, query: { filterText: branch }, ...given("signal", signal) };
    const found = (await readAll(http, request, headSchema)).find(({ displayId }) => displayId === branch);
    if (found !== undefined) return found.latestCommit;
    throw new ForgeError("forge-not-found", `there is no branch ${JSON.stringify(branch)} on Bitbucket Data Center`, {
      mend: "name one that is there",
      status: 404,
    });
  }

  return {
    removes: false,
    head: headOf,

    async read(repository, file, ref, signal) {
      const commit = "commit" in ref ? ref.commit : await headOf(repository, ref.branch, signal);
      const text = await readOptionalText(http, {
        path: `${at(repository)}/raw${segments(file)}`,
        query: { at: commit },
        headers: { accept: "*/*" },
        ...given("signal", signal),
      });
      return { commit, ...given("text", text) };
    },

    async write(repository, { branch, newBranch, path: file, text, message, before, signal }) {
      if (text === undefined) {
        throw new HeadraceError("invalid-argument", "Bitbucket Data Center removes no file by its interface", {
          mend: `remove ${file} where you work, and push that`,
        });
      }
      const answer = await http.open({
        method: "PUT",
        path: `${at(repository)}/browse${segments(file)}`,
        multipart: {
          content: text,
          message,
          branch: newBranch ?? branch,
          ...(newBranch === undefined ? {} : { sourceBranch: branch }),
          ...(before.text === undefined ? {} : { sourceCommitId: before.commit }),
        },
        expect: [409],
        ...given("signal", signal),
      });
      if (answer.status === 409) {
        answer.discard();
        return undefined;
      }
      let said = "";
      for await (const chunk of answer.body) said += Buffer.from(chunk).toString("utf8");
      return { commit: parseAnswer(said, writtenSchema, `the change of ${file}`).id };
    },

    async openPullRequest(repository, { from, to, title, description, signal }) {
      const { owner, name } = repository;
      const refOf = (branch: string) => ({
        id: `refs/heads/${branch}`,
        repository: { slug: name, project: { key: owner } },
      });
      const body = { title, description, fromRef: refOf(from), toRef: refOf(to) };
      const request = {
        method: "POST",
        path: `${at(repository)}/pull-requests`,
        body,
        ...given("signal", signal),
      } as const;
      const { id, links } = await http.json(request, pullRequestSchema);
      return { id: String(id), url: links?.self?.[0]?.href ?? "" };
    },
  };
}
