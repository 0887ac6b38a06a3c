import { isAbsolute } from "node:path";
import { commitFile } from "@headrace/engine/checkouts";
import { sha256Hex } from "@headrace/pipeline";
import type { PipelinesTable, RepositoriesTable } from "@headrace/store/server";
import { z } from "zod";
import { checkText } from "../definitions/check-text.ts";
import { diagnostic } from "../definitions/diagnostics.ts";
import type { OperationContext } from "../operations/context.ts";
import { defineOperation } from "../operations/operation.ts";
import { Problem } from "../problems/problem.ts";
import { readRepository } from "../repositories/read-repository.ts";
import { branch, id } from "../values/fields.ts";
import { definitionExample, pipelineExample } from "./pipeline.ts";
import { readPipeline } from "./read-pipeline.ts";

const file = z.object({
  path: z.string().describe("Below the repository's root"),
  branch,
  commit: z.string().describe("Where it was read; empty of a directory that git knows nothing of"),
  text: z.string().optional().describe("Absent where there is no such file yet"),
  digest: z.string().describe("SHA-256 of the text; empty where there is none"),
  committable: z.boolean().describe("Whether `pipelines.commit` can change it: the repository lies on this machine"),
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
  handle: async ({ app }, input) => {
    const { pipeline, repository, path } = await placeOf(app, input.pipeline);
    const wanted = { git: input.branch === undefined ? {} : { branch: input.branch }, byHand: false };
    const source = await app.sources.open(repository, wanted);
    const text = await source.readFile(path);
    const checked = text === null ? undefined : await checkText(text, path);
    return {
      path,
      branch: source.git.branch || repository.default_branch,
      commit: source.git.commit,
      ...(text === null ? {} : { text }),
      digest: digestOf(text),
      committable: isCommittable(repository) && source.git.commit !== "" && pipeline.archived_at === null,
      diagnostics: [...(checked?.diagnostics ?? [])],
    };
  },
});

const commit = defineOperation({
  name: "pipelines.commit",
  summary: "Save the definition of a pipeline whose source is its repository, as a commit of that file",
  description:
    "For repositories on this machine. `ifMatch` is the digest of the text that was edited: if the branch has another one by now, the answer is 409 `version-conflict` with both texts, and nothing is lost. Files beside it are not touched.",
  input: z.strictObject({
    pipeline: id,
    branch: branch.optional().describe("The repository's default branch unless said"),
    text: z.string().min(1).max(5_000_000),
    message: z.string().max(5_000).default("").describe("Of the commit; says which file changed unless given"),
    ifMatch: z.string().max(100).describe("The digest of the text that was edited; empty where there was no file"),
  }),
  output: file,
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
    output: fileExample,
  },
  handle: async (context, { text, ...input }) => {
    const { app } = context;
    const { repository, path } = await placeOf(app, input.pipeline);
    if (!isCommittable(repository)) {
      throw new Problem("not-supported", "this repository is not on this machine, and nothing is pushed from here", {
        mend: `commit the change of ${path} where you work, and push it`,
      });
    }
    const name = input.branch ?? repository.default_branch;
    const made = await commitFile(
      {
        directory: repository.location,
        branch: name,
        path,
        text,
        message: input.message.trim() === "" ? `Change ${path}` : input.message,
        author: await authorOf(context),
      },
      (current) => digestOf(current) === input.ifMatch.replaceAll('"', ""),
    );
    if (made.kind === "changed") {
      throw new Problem("version-conflict", `the file ${path} was changed on ${name} meanwhile`, {
        mend: "put both texts together and save again with the new digest",
        detail: { current: digestOf(made.text), commit: made.commit, currentText: made.text ?? "", yourText: text },
      });
    }
    const { diagnostics } = await checkText(text, path);
    return {
      path,
      branch: name,
      commit: made.commit,
      text,
      digest: digestOf(text),
      committable: true,
      diagnostics: [...diagnostics],
    };
  },
});

export const pipelineFileOperations = [readFile, commit] as const;

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

function isCommittable({ location }: RepositoriesTable): boolean {
  return isAbsolute(location);
}

function digestOf(text: string | null): string {
  return text === null ? "" : sha256Hex(text);
}

async function authorOf({ app, actor }: OperationContext): Promise<{ readonly name: string; readonly email: string }> {
  const user =
    actor.userId === undefined
      ? undefined
      : await app.tables.selectFrom("user").select(["name", "email"]).where("id", "=", actor.userId).executeTakeFirst();
  return user ?? { name: actor.name, email: "headrace@localhost" };
}
