import { z } from "zod";
import { commitTo, fileAt } from "../tree.ts";
import { inRepository, ok, page, type Route, refuse } from "./reply.ts";
import type { Answer } from "./vendor-types.ts";

// Single files, and pull requests.

const inPlace = "/api/latest/projects/{projectKey}/repos/{repositorySlug}";

const editSchema = z.strictObject({
  content: z.string(),
  message: z.string(),
  branch: z.string(),
  sourceBranch: z.string().optional(),
  sourceCommitId: z.string().optional(),
});
const refSchema = z.looseObject({ id: z.string().startsWith("refs/heads/") });
const pullSchema = z.object({ title: z.string(), description: z.string(), fromRef: refSchema, toRef: refSchema });

export const fileRoutes: readonly Route[] = [
  {
    method: "GET",
    path: `${inPlace}/branches`,
    reply: inRepository(({ tree }, { query }, world) => {
      const wanted = query.get("filterText") ?? "";
      const found = [...tree.branches].filter(([name]) => name.includes(wanted));
      return ok(page(found.map(branchAnswer), query, world));
    }),
  },
  {
    method: "GET",
    path: `${inPlace}/raw/{path}`,
    reply: inRepository(({ tree }, { params: { path = "" }, query }) => {
      const text = fileAt(tree, query.get("at"), path);
      return text === undefined ? refuse(404, "No such path") : { status: 200, bytes: text };
    }),
  },
  {
    method: "PUT",
    path: `${inPlace}/browse/{path}`,
    reply: inRepository(({ tree }, { params: { path = "" }, body }) => {
      const { content, message, branch, sourceBranch = branch, sourceCommitId } = editSchema.parse(body);
      const before = fileAt(tree, tree.branches.get(sourceBranch), path);
      const read = sourceCommitId === undefined ? undefined : fileAt(tree, sourceCommitId, path);
      if (before !== read) return refuse(409, "The file could not be edited: it has changed since it was read");
      if (before === content) return refuse(409, "The content does not modify the file");
      const id = commitTo(tree, branch, { path, text: content, from: sourceBranch, message });
      return ok({ id, displayId: id.slice(0, 11), message } satisfies Answer<"RestCommit">);
    }),
  },
  {
    method: "POST",
    path: `${inPlace}/pull-requests`,
    reply: inRepository(({ tree, project, slug }, { body }) => {
      const { title, description, fromRef, toRef } = pullSchema.parse(body);
      const nameOf = ({ id }: z.output<typeof refSchema>) => id.replace("refs/heads/", "");
      const id = tree.pulls.push({ from: nameOf(fromRef), to: nameOf(toRef), title, description });
      const href = `https://code.example.org/projects/${project}/repos/${slug}/pull-requests/${id}`;
      const pull: Answer<"RestPullRequest"> = { id, title, links: { self: [{ href }] } };
      return { status: 201, json: pull };
    }),
  },
  {
    method: "GET",
    path: `${inPlace}/pull-requests/{pullRequestId}`,
    reply: inRepository(({ tree }, { params }) => {
      const id = Number(params.pullRequestId);
      const pull = tree.pulls[id - 1];
      if (pull === undefined) return refuse(404, "No such pull request");
      const { from, title } = pull;
      const latestCommit = tree.branches.get(from) ?? "";
      const fromRef = { id: `refs/heads/${from}`, displayId: from, latestCommit };
      return ok({ id, title, fromRef } satisfies Answer<"RestPullRequest", "fromRef">);
    }),
  },
];

function branchAnswer([name, latestCommit]: readonly [name: string, commit: string]) {
  return {
    id: `refs/heads/${name}`,
    displayId: name,
    type: "BRANCH",
    latestCommit,
  } satisfies Answer<"RestBranch">;
}
