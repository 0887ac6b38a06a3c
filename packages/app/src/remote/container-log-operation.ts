import { z } from "zod";
import { executionExample } from "../executions/execution.ts";
import { defineOperation } from "../operations/operation.ts";
import { notFound } from "../problems/problem.ts";
import { id } from "../values/fields.ts";
import { hostId } from "./host-id.ts";

const most = 256 * 1024;

const readContainerLog = defineOperation({
  name: "executions.container-log",
  summary: "Read the end of the log of a service that ran beside a stage on a host of code",
  description:
    "Of Bitbucket, by the id of the service's container, which its interface lists nowhere. Nothing of it is kept here. GitHub writes what services say into the log of their job.",
  input: z.strictObject({
    execution: id,
    stage: z.string().min(1).max(1000),
    container: hostId,
    last: z.number().int().min(1).max(most).default(65_536).describe("Bytes at most"),
  }),
  output: z.object({
    text: z.string(),
    start: z.number().int().describe("The place of the first byte in the whole log"),
  }),
  access: { kind: "target", permission: "execution.read", target: "execution", from: "execution" },
  effect: "read",
  masks: ["text"],
  http: { method: "GET", path: "/executions/{execution}/container-log" },
  example: {
    input: { execution: executionExample.id, stage: "test", container: "{d1}" },
    output: { text: "database is ready\n", start: 0 },
  },
  handle: async ({ app, signal }, { execution, ...request }) => {
    const log = await app.remote.containerLog(execution, { ...request, signal });
    if (log.kind === "absent") throw notFound("log of a container", request.container);
    if (log.kind === "nothing-new") return { text: "", start: 0 };
    const chunks: Uint8Array[] = [];
    for await (const chunk of log.body) chunks.push(chunk);
    return { text: Buffer.concat(chunks).toString("utf8"), start: log.start };
  },
});

export const containerLogOperations = [readContainerLog] as const;
