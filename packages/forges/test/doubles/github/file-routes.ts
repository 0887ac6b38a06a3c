import { z } from "zod";
import { blobOf, commitTo, fileAt } from "../tree.ts";
import { link as url } from "./answers.ts";
import { inRepository, missing, ok, type Question, type Reply, type Route, refuse } from "./reply.ts";
import type { Schemas } from "./vendor-types.ts";
import type { Repository } from "./world.ts";

// Single files, and pull requests. The document at hand does not tell of them: the answers have the types of the
// vendor's whole one.

const repositoryPath = "/repos/{owner}/{repo}";

const changeSchema = z.strictObject({
  message: z.string(),
  branch: z.string(),
  sha: z.string().optional(),
  content: z.string().optional(),
});
const refSchema = z.strictObject({ ref: z.string().startsWith("refs/heads/"), sha: z.string() });
const pullSchema = z.strictObject({ title: z.string(), head: z.string(), base: z.string(), body: z.string() });

export const fileRoutes: readonly Route[] = [
  {
    method: "GET",
    path: `${repositoryPath}/branches/{branch}`,
    reply: inRepository(({ tree }, { params: { branch = "" } }) => {
      const sha = tree.branches.get(branch);
      if (sha === undefined) return missing;
      const told: Partial<Schemas["short-branch"]> = { name: branch, commit: { sha, url }, protected: false };
      return ok(told);
    }),
  },
  {
    method: "GET",
    path: `${repositoryPath}/contents/{path}`,
    reply: inRepository(({ tree }, { params: { path = "" }, query }) => {
      const text = fileAt(tree, query.get("ref"), path);
      return text === undefined ? missing : ok(contentAnswer(path, text));
    }),
  },
  { method: "PUT", path: `${repositoryPath}/contents/{path}`, reply: inRepository(change) },
  { method: "DELETE", path: `${repositoryPath}/contents/{path}`, reply: inRepository(change) },
  {
    method: "POST",
    path: `${repositoryPath}/git/refs`,
    reply: inRepository(({ tree }, { body }) => {
      const { ref, sha } = refSchema.parse(body);
      const name = ref.replace("refs/heads/", "");
      if (tree.branches.has(name)) return refuse(422, "Reference already exists");
      tree.branches.set(name, sha);
      const object = { type: "commit", sha, url };
      return { status: 201, json: { ref, node_id: "F1", url, object } satisfies Schemas["git-ref"] };
    }),
  },
  {
    method: "POST",
    path: `${repositoryPath}/pulls`,
    reply: inRepository(({ tree, full_name }, { body }) => {
      const { title, head, base, body: description } = pullSchema.parse(body);
      const number = tree.pulls.push({ from: head, to: base, title, description });
      const html_url = `https://github.com/${full_name}/pull/${number}`;
      const told: Partial<Schemas["pull-request"]> = { number, html_url, title, state: "open" };
      return { status: 201, json: told };
    }),
  },
  {
    method: "GET",
    path: `${repositoryPath}/pulls/{pull_number}`,
    reply: inRepository(({ tree }, { params }) => {
      const number = Number(params.pull_number);
      const pull = tree.pulls[number - 1];
      if (pull === undefined) return missing;
      const { from: ref, title } = pull;
      return ok({ number, title, state: "open", head: { ref, sha: tree.branches.get(ref) ?? "" } });
    }),
  },
];

function change({ tree }: Repository, { params: { path = "" }, body }: Question): Reply {
  const { message, branch, sha, content } = changeSchema.parse(body);
  const before = fileAt(tree, tree.branches.get(branch), path);
  if (before !== undefined && sha === undefined) return refuse(422, `"sha" wasn't supplied.`);
  if (before === undefined ? sha !== undefined : blobOf(before) !== sha) {
    return refuse(409, `${path} does not match ${sha}`);
  }
  const text = content === undefined ? undefined : Buffer.from(content, "base64").toString("utf8");
  const commit = commitTo(tree, branch, { path, text, message });
  const written: Pick<Schemas["file-commit"], "commit"> = { commit: { sha: commit, message } };
  return { status: before === undefined ? 201 : 200, json: written };
}

function contentAnswer(path: string, text: string) {
  return {
    type: "file",
    encoding: "base64",
    size: Buffer.byteLength(text),
    name: path.split("/").at(-1) ?? path,
    path,
    // GitHub breaks its lines.
    content: Buffer.from(text).toString("base64").replace(/.{60}/g, "$&\n"),
    sha: blobOf(text),
    url,
    git_url: url,
    html_url: url,
    download_url: url,
    _links: { git: url, self: url, html: url },
  } satisfies Schemas["content-file"];
}
