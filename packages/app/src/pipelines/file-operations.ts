import { isAbsolute } from "node:path";
import { sha256Hex } from "@headrace/pipeline";
import type { PipelinesTable, RepositoriesTable } from "@headrace/store/server";
import { z } from "zod";
import { checkText } from "../definitions/check-text.ts";
import { diagnostic } from "../definitions/diagnostics.ts";
import type { OperationContext } from "../operations/context.ts";
import { defineOperation } from "../operations/operation.ts";
import { Problem } from "../problems/problem.ts";
import { readRepository } from "../repositories/read-repository.ts";
import { branch, commit as commitId, id } from "../values/fields.ts";
import type { FileToPlace } from "./file-place.ts";
import { cannotWrite, openFilePlace } from "./open-file-place.ts";
import { definitionExample, pipelineExample } from "./pipeline.ts";
import { readPipeline } from "./read-pipeline.ts";

const file = z.object({
  path: z.string().describe("Below the repository's root"),
  branch,
  commit: z.string().describe("Where it was read; empty of a directory that git knows nothing of"),
  text: z.string().optional().describe("Absent where there is no such file yet"),
  digest: z.string().describe("SHA-256 of the text; empty where there is none"),
  committable: z
    .boolean()
    .describe(
      "Whether `pipelines.commit` can change it: the repository lies on this machine or on a host that a connection reaches",
    ),
  diagnostics: z.array(diagnostic),
});

const fileExample: z.input<typeof file> = {
  path: "headrace.yml",
  branch: "main",
  commit: "5f2c1d6e0b7a4c3f9e8d1a2b3c4d5e6f7a8b9c0d",
  text: definitionExample,
  digest: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
  committable: true,
  diagnostics: [],
};

const readFile = defineOperation({
  name: "pipelines.file",
  summary: "Read the definition of a pipeline whose source is its repository, as a branch has it now",
  input: z.strictObject({
    pipeline: id,
    branch: branch.optional().describe("The repository's default branch unless said"),
  }),
  output: file,
  access: { kind: "target", permission: "pipeline.read", target: "pipeline", from: "pipeline" },
  effect: "read",
  http: { method: "GET", path: "/pipelines/{pipeline}/file" },
  example: { input: { pipeline: pipelineExample.id }, output: fileExample },
  handle: async (context, input) => {
    const { pipeline, ...file } = await placeOf(context.app, input.pipeline);
    const place = await openFilePlace(context, file);
    const { text, branch: name, commit: at } = await place.read({ branch: input.branch });
    const checked = text === null ? undefined : await checkText(text, file.path);
    return {
      path: file.path,
      branch: name,
      commit: at,
      ...(text === null ? {} : { text }),
      digest: digestOf(text),
      committable: place.change !== undefined && at !== "" && pipeline.archived_at === null,
      diagnostics: [...(checked?.diagnostics ?? [])],
    };
  },
});

const changedExample = { ...fileExample, before: "0b7a4c3f9e8d1a2b3c4d5e6f7a8b9c0d5f2c1d6e" };

const pullRequest = z
  .strictObject({
    title: z.string().min(1).max(250).optional().describe("The first line of the message unless said"),
    description: z.string().max(10_000).default(""),
  })
  .describe("Propose it by a pull request from a branch of its own, where the repository is on a host of code");

const changed = file.extend({
  before: z.string().describe("The branch's commit before this one: `pipelines.revert` goes back to it"),
  pullRequest: z.object({ id: z.string(), url: z.string() }).optional().describe("That was opened for it"),
});

const commit = defineOperation({
  name: "pipelines.commit",
  summary: "Save the definition of a pipeline whose source is its repository, as a commit of that file",
  description:
    "For repositories on this machine, and for those that a connection reaches on Bitbucket or GitHub, there also by pull request; what has errors is not written to a host. `ifMatch` is the digest of the text that was edited: if the branch has another one by now, the answer is 409 `version-conflict` with both texts, and nothing is lost. Files beside it are not touched.",
  input: z.strictObject({
    pipeline: id,
    branch: branch.optional().describe("The repository's default branch unless said"),
    text: z.string().min(1).max(5_000_000),
    message: z.string().max(5_000).default("").describe("Of the commit; says which file changed unless given"),
    ifMatch: z.string().max(100).describe("The digest of the text that was edited; empty where there was no file"),
    pullRequest: pullRequest.optional(),
  }),
  output: changed,
  access: { kind: "target", permission: "pipeline.write", target: "pipeline", from: "pipeline" },
  effect: "write",
  http: { method: "POST", path: "/pipelines/{pipeline}/commits", status: 201, headers: { ifMatch: "if-match" } },
  example: {
    input: {
      pipeline: pipelineExample.id,
      text: definitionExample,
      message: "Test on Node 24 too",
      ifMatch: fileExample.digest,
    },
    output: changedExample,
  },
  handle: async (context, { text, ...input }) => {
    const { repository, path } = await placeOf(context.app, input.pipeline);
    const checked = await checkText(text, path);
    if (checked.digest === null && !isAbsolute(repository.location)) {
      throw new Problem("invalid-definition", "this definition has errors, and is not written to a host of code", {
        mend: "mend them and save it again",
        detail: { diagnostics: checked.diagnostics },
      });
    }
    const message = input.message.trim() === "" ? `Change ${path}` : input.message;
    return await change(context, { ...input, repository, path, text, message });
  },
});

const revert = defineOperation({
  name: "pipelines.revert",
  summary: "Take back a change of a pipeline's file in its repository, by a commit or a pull request",
  description:
    "The file is written as it was at `to`, usually the `before` of `pipelines.commit`; where there was none, it is removed. `ifMatch` is the digest of what is taken back: a later change of somebody else is not overwritten.",
  input: z.strictObject({
    pipeline: id,
    branch: branch.optional().describe("The repository's default branch unless said"),
    to: commitId.describe("The commit whose content of the file comes back"),
    message: z.string().max(5_000).default("").describe("Of the commit; says what it takes back unless given"),
    ifMatch: z.string().max(100).describe("The digest of the text that stands there now"),
    pullRequest: pullRequest.optional(),
  }),
  output: changed,
  access: { kind: "target", permission: "pipeline.write", target: "pipeline", from: "pipeline" },
  effect: "write",
  http: { method: "POST", path: "/pipelines/{pipeline}/reverts", status: 201, headers: { ifMatch: "if-match" } },
  example: {
    input: { pipeline: pipelineExample.id, to: changedExample.before, ifMatch: fileExample.digest },
    output: changedExample,
  },
  handle: async (context, { to, ...input }) => {
    const { repository, path } = await placeOf(context.app, input.pipeline);
    const place = await openFilePlace(context, { repository, path });
    const { text } = await place.read({ branch: input.branch, commit: to });
    const message = input.message.trim() === "" ? `Take ${path} back to ${to.slice(0, 12)}` : input.message;
    return await change(context, { ...input, repository, path, text, message });
  },
});

export const pipelineFileOperations = [readFile, commit, revert] as const;

interface Change extends FileToPlace {
  readonly text: string | null;
  readonly message: string;
  readonly ifMatch: string;
  readonly branch?: string | undefined;
  readonly pullRequest?: { readonly title?: string | undefined; readonly description: string } | undefined;
}

/** Throws `version-conflict` where the file is another one by now. */
async function change(context: OperationContext, { text, message, ifMatch, ...request }: Change) {
  const { repository, path } = request;
  const place = await openFilePlace(context, { repository, path });
  if (place.change === undefined) throw cannotWrite(path);
  const name = request.branch ?? repository.default_branch;
  const { title, description = "" } = request.pullRequest ?? {};
  const made = await place.change({
    text,
    branch: name,
    message,
    isEdited: (current) => digestOf(current) === ifMatch.replaceAll('"', ""),
    ...(request.pullRequest === undefined
      ? {}
      : { pullRequest: { description, ...(title === undefined ? {} : { title }) } }),
  });
  if (made.kind === "changed") {
    throw new Problem("version-conflict", `the file ${path} was changed on ${name} meanwhile`, {
      mend: "put both texts together and save again with the new digest",
      detail: {
        current: digestOf(made.text),
        commit: made.commit,
        currentText: made.text ?? "",
        yourText: text ?? "",
      },
    });
  }
  const { kind: _, ...told } = made;
  const checked = text === null ? undefined : await checkText(text, path);
  return {
    path,
    ...told,
    ...(text === null ? {} : { text }),
    digest: digestOf(text),
    committable: true,
    diagnostics: [...(checked?.diagnostics ?? [])],
  };
}

async function placeOf(
  app: OperationContext["app"],
  id: string,
): Promise<{ readonly pipeline: PipelinesTable; readonly repository: RepositoriesTable; readonly path: string }> {
  const pipeline = await readPipeline(app.tables, id);
  if (pipeline.source !== "repository") {
    throw new Problem("invalid-input", "this pipeline's versions are kept here, not in its repository", {
      mend: "read it with pipelines.get, and save it with pipelines.put",
    });
  }
  const repository = await readRepository(app.tables, pipeline.repository_id);
  return { pipeline, repository, path: pipeline.path ?? "headrace.yml" };
}

function digestOf(text: string | null): string {
  return text === null ? "" : sha256Hex(text);
}
