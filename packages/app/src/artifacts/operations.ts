import { z } from "zod";
import { defineOperation } from "../operations/operation.ts";
import { notFound, Problem } from "../problems/problem.ts";
import { hostId } from "../remote/host-id.ts";
import { id, time, timeOf } from "../values/fields.ts";
import { artifact, artifactExample, artifactName, artifactOf } from "./artifact.ts";
import { download, downloadHeaders, downloadInput } from "./download.ts";
import { artifactById, artifactByName } from "./find-artifact.ts";
import { artifactsOnHost, downloadFromHost, hostArtifacts } from "./host-artifacts.ts";
import { artifactFiles, listFiles } from "./list-files.ts";
import { readText } from "./read-text.ts";
import { upload } from "./upload.ts";

const ofExecution = { kind: "target", permission: "execution.read", target: "execution", from: "execution" } as const;
const ofArtifact = { kind: "target", permission: "execution.read", target: "artifact", from: "artifact" } as const;

const listArtifacts = defineOperation({
  name: "artifacts.list",
  summary: "List the artifacts of an execution",
  description:
    "What a run on a host of code left behind there is asked of the host, where no stage is named: hosts do not tell which one made it.",
  input: z.strictObject({
    execution: id,
    stage: z.string().min(1).max(500).optional().describe("Only of this stage, or this instance of a matrix"),
  }),
  output: z.object({
    items: z.array(artifact).describe("In the order in which they were stored"),
    onHost: hostArtifacts.optional().describe("Of a run on a host of code: what lies there"),
  }),
  access: ofExecution,
  effect: "read",
  http: { method: "GET", path: "/executions/{execution}/artifacts" },
  example: { input: { execution: artifactExample.executionId }, output: { items: [artifactExample] } },
  handle: async ({ app, signal }, { execution, stage }) => {
    const rows = await app.store.catalog.artifacts(execution);
    const shown = rows.filter((row) => stage === undefined || row.stage === stage || row.instance === stage);
    const onHost = stage === undefined ? await artifactsOnHost(app, execution, signal) : undefined;
    return { items: shown.map(artifactOf), ...(onHost === undefined ? {} : { onHost }) };
  },
});

const uploadArtifact = defineOperation({
  name: "artifacts.upload",
  summary: "Add an artifact to an execution",
  description:
    "The body is the file itself, or with `format=tar.zst` an archive. One of the same name that was uploaded before is replaced; those of stages never are, and stages are never given it.",
  input: z.strictObject({
    execution: id,
    name: artifactName,
    format: z.enum(["file", "tar.zst"]).default("file"),
    contentLength: z
      .string()
      .regex(/^\d{1,15}$/)
      .optional()
      .describe("Bytes of the body"),
  }),
  output: artifact,
  access: { ...ofExecution, permission: "artifact.write" },
  effect: "write",
  http: {
    method: "PUT",
    path: "/executions/{execution}/artifacts/{name}",
    headers: { contentLength: "content-length" },
    body: "bytes",
    status: 201,
  },
  example: {
    input: { execution: artifactExample.executionId, name: "report.html" },
    output: {
      id: artifactExample.id,
      executionId: artifactExample.executionId,
      name: "report.html",
      digest: artifactExample.digest,
      size: 48_120,
      files: 1,
      createdAt: artifactExample.createdAt,
    },
  },
  handle: async ({ app, body }, { execution, name, format, contentLength }) => {
    if (body === undefined) throw new Problem("invalid-input", "there is no body", { mend: "send the file's content" });
    const length = contentLength === undefined ? undefined : Number(contentLength);
    return artifactOf(await upload(app, { executionId: execution, name, body, format, length }));
  },
});

const downloadByName = defineOperation({
  name: "artifacts.download-by-name",
  summary: "Download the newest artifact of a name",
  description:
    "One that lies with a host of code is passed on from there as it is: whole, and a zip where the list says so.",
  input: z.strictObject({
    execution: id,
    name: z.string().min(1).max(500),
    stage: z.string().min(1).max(500).optional().describe("Of this stage, or this instance of a matrix"),
    hostArtifact: hostId.optional().describe("One that lies with a host, not the newest of the name: by its id there"),
    ...downloadInput,
  }),
  output: z.unknown(),
  access: ofExecution,
  effect: "read",
  http: {
    method: "GET",
    path: "/executions/{execution}/artifacts/{name}",
    headers: downloadHeaders,
    answers: ["bytes"],
  },
  example: { input: { execution: artifactExample.executionId, name: "dist", stage: "build" } },
  handle: async ({ app, signal }, { execution, name, stage, hostArtifact, ...query }) => {
    if (hostArtifact !== undefined) {
      return await downloadFromHost(app, execution, { ...query, name, id: hostArtifact, signal });
    }
    const row = await artifactByName(app, execution, { name, stage }).catch(async (error: unknown) => {
      const isElsewhere = error instanceof Problem && error.code === "not-found" && stage === undefined;
      if (!isElsewhere || !(await app.remote.holds(execution))) throw error;
      return undefined;
    });
    if (row === undefined) return await downloadFromHost(app, execution, { ...query, name, signal });
    return await download(app, row, query);
  },
});

const getArtifact = defineOperation({
  name: "artifacts.get",
  summary: "Read what is known of an artifact",
  input: z.strictObject({ artifact: id }),
  output: artifact,
  access: ofArtifact,
  effect: "read",
  http: { method: "GET", path: "/artifacts/{artifact}" },
  example: { input: { artifact: artifactExample.id }, output: artifactExample },
  handle: async ({ app }, input) => artifactOf(await artifactById(app, input.artifact)),
});

const listArtifactFiles = defineOperation({
  name: "artifacts.files",
  summary: "List the files of an artifact",
  input: z.strictObject({ artifact: id }),
  output: artifactFiles,
  access: ofArtifact,
  effect: "read",
  http: { method: "GET", path: "/artifacts/{artifact}/files" },
  example: {
    input: { artifact: artifactExample.id },
    output: { items: [{ path: "dist/index.html", kind: "file", size: 812, executable: false }], more: false },
  },
  handle: async ({ app }, input) => await listFiles(app, await artifactById(app, input.artifact)),
});

const downloadArtifact = defineOperation({
  name: "artifacts.download",
  summary: "Download an artifact, or one file out of it",
  input: z.strictObject({ artifact: id, ...downloadInput }),
  output: z.unknown(),
  access: ofArtifact,
  effect: "read",
  http: {
    method: "GET",
    path: "/artifacts/{artifact}/content",
    headers: downloadHeaders,
    answers: ["bytes"],
  },
  example: { input: { artifact: artifactExample.id, path: "dist/index.html" } },
  handle: async ({ app }, { artifact: artifactId, ...query }) =>
    await download(app, await artifactById(app, artifactId), query),
});

const readArtifactText = defineOperation({
  name: "artifacts.text",
  summary: "Read a file of an artifact as text",
  description:
    "One of up to 64 kB. In it the secrets that are set now are masked, as in logs; a download is what was stored.",
  input: z.strictObject({ artifact: id, path: z.string().min(1).max(4096) }),
  output: z.object({ text: z.string().optional().describe("Absent where the file is longer, or no text") }),
  access: ofArtifact,
  effect: "read",
  masks: ["text"],
  http: { method: "GET", path: "/artifacts/{artifact}/text" },
  example: { input: { artifact: artifactExample.id, path: "dist/index.html" }, output: { text: "<h1>Shop</h1>\n" } },
  handle: async ({ app }, { artifact: artifactId, path }) => ({
    text: await readText(app, await artifactById(app, artifactId), path),
  }),
});

/** Seconds. */
const longestLink = 24 * 60 * 60;

const linkArtifact = defineOperation({
  name: "artifacts.link",
  summary: "Make a link that downloads an artifact without signing in, for a short time",
  description: "Whoever has the link can download this one artifact until it expires; it cannot be taken back before.",
  input: z.strictObject({
    artifact: id,
    expiresIn: z.number().int().min(1).max(longestLink).default(900).describe("Seconds"),
  }),
  output: z.object({ url: z.url(), expiresAt: time }),
  access: ofArtifact,
  effect: "write",
  http: { method: "POST", path: "/artifacts/{artifact}/link", status: 201 },
  example: {
    input: { artifact: artifactExample.id, expiresIn: 900 },
    output: {
      url: `https://headrace.example.org/api/v1/artifact-links?token=${artifactExample.id}.mi89d2rk.Q2FsbSB3YXRlcnMgdHVybiB0aGUgbWlsbCB3aGVlbHM`,
      expiresAt: "2026-11-21T09:46:02.120Z",
    },
  },
  handle: async ({ app, publicUrl }, { artifact: artifactId, expiresIn }) => {
    const row = await artifactById(app, artifactId);
    const expiresAt = app.clock.now() + expiresIn * 1000;
    const token = app.artifactLinks.sign({ artifactId: row.id, expiresAt });
    return { url: `${publicUrl}/api/v1/artifact-links?token=${token}`, expiresAt: timeOf(expiresAt) };
  },
});

const openArtifactLink = defineOperation({
  name: "artifacts.open-link",
  summary: "Download an artifact by a link that was made for it",
  input: z.strictObject({ token: z.string().min(1).max(300), ...downloadInput }),
  output: z.unknown(),
  access: { kind: "public" },
  effect: "read",
  http: { method: "GET", path: "/artifact-links", headers: downloadHeaders, answers: ["bytes"] },
  example: { input: { token: `${artifactExample.id}.mi89d2rk.Q2FsbSB3YXRlcnMgdHVybiB0aGUgbWlsbCB3aGVlbHM` } },
  handle: async ({ app }, { token, ...query }) => {
    const { artifactId } = app.artifactLinks.read(token);
    const row = await artifactById(app, artifactId).catch((error: unknown) => {
      // Not its id: the link's holder knows nothing else of this server.
      if (error instanceof Problem && error.code === "not-found") throw notFound("link", "of this name");
      throw error;
    });
    return await download(app, row, query);
  },
});

export const artifactOperations = [
  listArtifacts,
  uploadArtifact,
  downloadByName,
  getArtifact,
  listArtifactFiles,
  downloadArtifact,
  readArtifactText,
  linkArtifact,
  openArtifactLink,
] as const;
