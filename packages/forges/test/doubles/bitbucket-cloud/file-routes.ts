import { z } from "zod";
import { commitTo, fileAt } from "../tree.ts";
import { inRepository, ok, type Route, refuse } from "./reply.ts";
import type { Answer, Heir } from "./vendor-types.ts";

// Single files, and pull requests.

const repositoryPath = "/repositories/{workspace}/{repo_slug}";

const commitSchema = z
  .object({ message: z.string(), branch: z.string(), parents: z.string(), files: z.string().optional() })
  .catchall(z.string());
const branchSchema = z.object({ branch: z.object({ name: z.string() }) });
const pullSchema = z.object({
  title: z.string(),
  description: z.string(),
  source: branchSchema,
  destination: branchSchema,
});

export const fileRoutes: readonly Route[] = [
  {
    method: "GET",
    path: `${repositoryPath}/refs/branches/{name}`,
    reply: inRepository(({ tree }, { params: { name = "" } }) => {
      const hash = tree.branches.get(name);
      return hash === undefined
        ? refuse(404, "No such branch")
        : ok({ type: "branch", name, target: commitAnswer(hash) } satisfies Answer<"branch">);
    }),
  },
  {
    method: "GET",
    path: `${repositoryPath}/src/{commit}/{path}`,
    reply: inRepository(({ tree }, { params: { commit, path = "" } }) => {
      const text = fileAt(tree, commit, path);
      return text === undefined ? refuse(404, "No such file") : { status: 200, bytes: Buffer.from(text) };
    }),
  },
  {
    method: "POST",
    path: `${repositoryPath}/src`,
    reply: inRepository(({ tree, full_name }, { body }) => {
      const { message, branch, parents, files, ...changes } = commitSchema.parse(body);
      const head = tree.branches.get(branch);
      if (head !== undefined && head !== parents) return refuse(409, "The parent is not the branch's head");
      const from = [...tree.branches].find(([, commit]) => commit === parents)?.[0];
      if (from === undefined) return refuse(404, "No such commit");
      const [[place, text] = [files ?? "", undefined]] = Object.entries(changes);
      const commit = commitTo(tree, branch, { path: place.replace(/^\//, ""), text, from, message });
      const location = `https://api.bitbucket.org/2.0/repositories/${full_name}/commit/${commit}`;
      return { status: 201, headers: { location } };
    }),
  },
  {
    method: "POST",
    path: `${repositoryPath}/pullrequests`,
    reply: inRepository(({ tree, full_name }, { body }) => {
      const { title, description, source, destination } = pullSchema.parse(body);
      const id = tree.pulls.push({ from: source.branch.name, to: destination.branch.name, title, description });
      const href = `https://bitbucket.org/${full_name}/pull-requests/${id}`;
      const pull: Answer<"pullrequest"> = { type: "pullrequest", id, title, links: { html: { href } } };
      return { status: 201, json: pull };
    }),
  },
];

function commitAnswer(hash: string) {
  return { type: "commit", hash } satisfies Heir<"base_commit", "commit">;
}
