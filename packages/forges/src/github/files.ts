import { readOptionalText } from "../files/read-optional.ts";
import { segments } from "../files/segments.ts";
import { ForgeError, type ForgeHttp, path } from "../http/index.ts";
import { parseAnswer } from "../http/parse-answer.ts";
import type { Files, FileWrite, RepositoryName } from "../ports/index.ts";
import { given } from "../values.ts";
import { repositoryPath } from "./request.ts";
import { branchSchema, contentSchema, pullRequestSchema, writtenSchema } from "./schema.ts";

/** GitHub's "contents", which know a file by the SHA of its blob. */
export function createFiles(http: ForgeHttp): Files {
  const headOf = async (repository: RepositoryName, branch: string, signal?: AbortSignal) => {
    const at = repositoryPath(repository) + path`/branches/${branch}`;
    return (await http.json({ path: at, ...given("signal", signal) }, branchSchema)).commit.sha;
  };

  async function makeBranch(repository: RepositoryName, { newBranch, before, signal }: FileWrite): Promise<void> {
    if (newBranch === undefined) return;
    const body = { ref: `refs/heads/${newBranch}`, sha: before.commit };
    const at = `${repositoryPath(repository)}/git/refs`;
    await http.send({ method: "POST", path: at, body, ...given("signal", signal) });
  }

  return {
    removes: true,
    head: headOf,

    async read(repository, file, ref, signal) {
      const commit = "commit" in ref ? ref.commit : await headOf(repository, ref.branch, signal);
      const at = `${repositoryPath(repository)}/contents${segments(file)}`;
      const answer = await readOptionalText(http, { path: at, query: { ref: commit }, ...given("signal", signal) });
      if (answer === undefined) return { commit };
      const { sha, content, encoding } = parseAnswer(answer, contentSchema, `the content of ${file}`);
      // What is larger than a megabyte is not given so.
      if (encoding !== "base64") throw tooLarge(file);
      return { commit, text: Buffer.from(content, "base64").toString("utf8"), version: sha };
    },

    async write(repository, write) {
      const { branch, newBranch = branch, path: file, text, message, before, signal } = write;
      await makeBranch(repository, write);
      const body = { message, branch: newBranch, ...given("sha", before.version) };
      const answer = await http.open({
        method: text === undefined ? "DELETE" : "PUT",
        path: `${repositoryPath(repository)}/contents${segments(file)}`,
        body: text === undefined ? body : { ...body, content: Buffer.from(text).toString("base64") },
        // Another content, or one where there was none: "sha wasn't supplied".
        expect: [409, 422],
        ...given("signal", signal),
      });
      if (answer.status === 409 || answer.status === 422) {
        answer.discard();
        return undefined;
      }
      let said = "";
      for await (const chunk of answer.body) said += Buffer.from(chunk).toString("utf8");
      return { commit: parseAnswer(said, writtenSchema, `the change of ${file}`).commit.sha };
    },

    async openPullRequest(repository, { from, to, title, description, signal }) {
      const at = `${repositoryPath(repository)}/pulls`;
      const body = { title, head: from, base: to, body: description };
      const request = { method: "POST", path: at, body, ...given("signal", signal) } as const;
      const { number, html_url } = await http.json(request, pullRequestSchema);
      return { id: String(number), url: html_url };
    },
  };
}

function tooLarge(file: string): ForgeError {
  return new ForgeError("forge-answer-too-large", `${file} is larger than what GitHub gives of a file`, {
    mend: "change it where you work, and push it",
  });
}
