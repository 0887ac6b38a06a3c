import { z } from "zod";
import { resolveTarget } from "../access/resolve-target.ts";
import { artifactExample, artifactName } from "../artifacts/artifact.ts";
import { executionExample } from "../executions/execution.ts";
import { defineOperation } from "../operations/operation.ts";
import { notFound, Problem } from "../problems/problem.ts";
import { id, time, timeOf } from "../values/fields.ts";
import { passArtifactUp, passOn, passUp } from "./host-downloads.ts";
import { openAbility } from "./remote-place.ts";

const { repositoryId } = executionExample;
const reading = { port: "downloads", ability: "downloads.read" } as const;
const writing = { port: "downloads", ability: "downloads.write" } as const;
const access = { kind: "target", permission: "repository.write", target: "repository", from: "repository" } as const;

/** Of what lies there already, however somebody called it. */
const knownName = z
  .string()
  .min(1)
  .max(255)
  .refine((name) => name !== "." && name !== ".." && name.isWellFormed(), "not the name of a file")
  .describe("As the host calls it");
const replace = z.boolean().default(false).describe("Whether one of the same name makes place for it");
const added = z.object({ name: z.string(), size: z.number().int().describe("Bytes") });

const download = z.object({
  name: z.string(),
  size: z.number().int().optional().describe("Bytes"),
  createdAt: time.optional(),
  downloads: z.number().int().optional().describe("How often it was downloaded"),
});
const example: z.input<typeof download> = { name: "shop-1.4.zip", size: 48_120, downloads: 3 };

const listDownloads = defineOperation({
  name: "repositories.host-downloads",
  summary: "List the files that lie with a repository on its host of code",
  description:
    "Of Bitbucket, whose steps upload there what others shall fetch: it gives artifacts of runs to no program.",
  input: z.strictObject({ repository: id }),
  output: z.object({ items: z.array(download) }),
  access: { ...access, permission: "repository.read" },
  effect: "read",
  http: { method: "GET", path: "/repositories/{repository}/host-downloads" },
  example: { input: { repository: repositoryId }, output: { items: [example] } },
  handle: async ({ app, signal }, input) => {
    const { port: downloads, repository } = await openAbility(app, input.repository, reading);
    return {
      items: (await downloads.list(repository, signal)).map(({ createdAt, ...one }) => ({
        ...one,
        ...(createdAt === undefined ? {} : { createdAt: timeOf(createdAt) }),
      })),
    };
  },
});

const getDownload = defineOperation({
  name: "repositories.get-host-download",
  summary: "Download a file that lies with a repository on its host of code",
  description: "It is passed on as it is, without the host's credentials.",
  input: z.strictObject({ repository: id, name: knownName }),
  output: z.unknown(),
  access: { ...access, permission: "repository.read" },
  effect: "read",
  http: { method: "GET", path: "/repositories/{repository}/host-downloads/{name}", answers: ["bytes"] },
  example: { input: { repository: repositoryId, name: example.name } },
  handle: async ({ app, signal }, input) =>
    await passOn(await openAbility(app, input.repository, reading), input.name, signal),
});

const addDownload = defineOperation({
  name: "repositories.add-host-download",
  summary: "Upload a file to a repository on its host of code",
  description: "The body is the file. Whoever may read the repository there may download it.",
  input: z.strictObject({
    repository: id,
    name: artifactName,
    replace,
    contentLength: z
      .string()
      .regex(/^\d{1,15}$/)
      .optional()
      .describe("Bytes of the body"),
  }),
  output: added,
  access,
  effect: "write",
  audits: ["name"],
  http: {
    method: "PUT",
    path: "/repositories/{repository}/host-downloads/{name}",
    headers: { contentLength: "content-length" },
    body: "bytes",
    status: 201,
  },
  example: {
    input: { repository: repositoryId, name: example.name },
    output: { name: example.name, size: 48_120 },
  },
  handle: async ({ app, body, signal }, { repository, name, contentLength, replace }) => {
    if (body === undefined) throw new Problem("invalid-input", "there is no body", { mend: "send the file's content" });
    const place = await openAbility(app, repository, writing);
    const length = contentLength === undefined ? undefined : Number(contentLength);
    return { name, size: await passUp(app, place, { name, replace, body, length, signal }) };
  },
});

const addArtifact = defineOperation({
  name: "repositories.add-artifact-to-host-downloads",
  summary: "Upload an artifact of one of a repository's executions to the repository on its host of code",
  description:
    "As the archive that is stored (`.tar.zst`), or with `path` one file out of it. Whoever may read the repository there may download it.",
  input: z.strictObject({
    repository: id,
    artifact: id,
    path: z.string().min(1).max(4096).optional().describe("Only this file out of it"),
    name: artifactName.describe("What it is called there"),
    replace,
  }),
  output: added,
  access,
  effect: "write",
  audits: ["artifact", "name"],
  http: { method: "POST", path: "/repositories/{repository}/host-downloads", status: 201 },
  example: {
    input: { repository: repositoryId, artifact: artifactExample.id, name: "dist-1.4.tar.zst" },
    output: { name: "dist-1.4.tar.zst", size: 48_120 },
  },
  handle: async ({ app, permits, signal }, { repository, artifact, path, name, replace }) => {
    const from = await resolveTarget(app.tables, "artifact", artifact);
    // Another repository's would be shown to whoever may read this one.
    if (from?.repositoryId !== repository || !(await permits("execution.read", from))) {
      throw notFound("artifact of this repository", artifact);
    }
    const place = await openAbility(app, repository, writing);
    return { name, size: await passArtifactUp(app, place, { artifact, path, name, replace, signal }) };
  },
});

const removeDownload = defineOperation({
  name: "repositories.remove-host-download",
  summary: "Remove a file that lies with a repository on its host of code",
  input: z.strictObject({ repository: id, name: knownName }),
  output: z.object({}),
  access,
  effect: "destructive",
  audits: ["name"],
  http: { method: "DELETE", path: "/repositories/{repository}/host-downloads/{name}" },
  example: { input: { repository: repositoryId, name: example.name }, output: {} },
  handle: async ({ app, signal }, { repository: of, name }) => {
    const { port: downloads, repository } = await openAbility(app, of, writing);
    await downloads.remove(repository, name, signal);
    return {};
  },
});

export const hostDownloadOperations = [listDownloads, getDownload, addDownload, addArtifact, removeDownload] as const;
