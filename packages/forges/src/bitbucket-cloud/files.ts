import { readOptionalText } from "../files/read-optional.ts";
import { segments } from "../files/segments.ts";
import { type ForgeHttp, path } from "../http/index.ts";
import type { Files, RepositoryName } from "../ports/index.ts";
import { given } from "../values.ts";
import { repositoryPath } from "./request.ts";
import { branchSchema, pullRequestSchema } from "./schema.ts";

/** Bitbucket's `src`, where a commit names its parent, and is refused where that is the branch's newest no more. */
export function createFiles(http: ForgeHttp): Files {
  const headOf = async (repository: RepositoryName, branch: string, signal?: AbortSignal) => {
    const at = repositoryPath(repository) + path`/refs/branches/${branch}`;
    return (await http.json({ path: at, ...given("signal", signal) }, branchSchema)).target.hash;
  };

  return {
    removes: true,
    head: headOf,

    async read(repository, file, ref, signal) {
      const commit = "commit" in ref ? ref.commit : await headOf(repository, ref.branch, signal);
      const at = repositoryPath(repository) + path`/src/${commit}` + segments(file);
      const text = await readOptionalText(http, { path: at, headers: { accept: "*/*" }, ...given("signal", signal) });
      return { commit, ...given("text", text) };
    },

    async write(repository, { branch, newBranch = branch, path: file, text, message, before, signal }) {
      // A leading slash tells a file from the fields beside it.
      const change: Record<string, string> = text === undefined ? { files: `/${file}` } : { [`/${file}`]: text };
      const answer = await http.open({
        method: "POST",
        path: `${repositoryPath(repository)}/src`,
        form: { message, branch: newBranch, parents: before.commit, ...change },
        expect: [409],
        ...given("signal", signal),
      });
      answer.discard();
      if (answer.status === 409) return undefined;
      const commit = /\/commit\/([0-9a-f]{7,64})$/.exec(answer.headers.location ?? "")?.[1];
      return { commit: commit ?? (await headOf(repository, newBranch, signal)) };
    },

    async openPullRequest(repository, { from, to, title, description, signal }) {
      const body = {
        type: "pullrequest",
        title,
        description,
        source: { branch: { name: from } },
        destination: { branch: { name: to } },
        close_source_branch: true,
      };
      const at = `${repositoryPath(repository)}/pullrequests`;
      const request = { method: "POST", path: at, body, ...given("signal", signal) } as const;
      const { id, links } = await http.json(request, pullRequestSchema);
      return { id: String(id), url: links.html.href };
    },
  };
}
