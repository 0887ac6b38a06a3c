import { parsePipeline } from "@headrace/pipeline";
import { toMermaid } from "@headrace/pipeline/format";
import { z } from "zod";
import type { Ask } from "../ask.ts";
import { notice } from "../presentation/fenced.ts";
import { shortened } from "../tools/log-lines.ts";
import type { AgentResource } from "./agent-resource.ts";

/** Lines of a log that are given: its end, where reasons stand. */
const lastLines = 1_000;

/** Bytes of those lines: a person's client puts them into a talk as they are. */
const mostBytes = 64_000;

export const allResources: readonly AgentResource[] = [
  {
    name: "execution-summary",
    title: "What came of an execution",
    description: "Its stages, tests, artifacts, failures and where the time went, as JSON",
    of: "execution",
    part: "summary",
    mimeType: "application/json",
    read: async (ask, execution, signal) =>
      JSON.stringify({ notice, ...report.parse(await ask("executions.report", { execution }, signal)) }, null, 1),
  },
  {
    name: "execution-log",
    title: "The end of an execution's log",
    description: `The last ${lastLines} lines of all its stages, up to ${mostBytes / 1_000} kB`,
    of: "execution",
    part: "log",
    mimeType: "text/plain",
    async read(ask, execution, signal) {
      const { items } = logLines.parse(await ask("logs.read", { execution, tail: lastLines }, signal));
      return `${notice}\n\n${endOf(items.map(({ instance, text }) => `${instance} | ${shortened(text)}\n`))}`;
    },
  },
  {
    name: "execution-definition",
    title: "The definition that an execution ran",
    description: "Its text as it was then",
    of: "execution",
    part: "definition",
    mimeType: "application/yaml",
    async read(ask, execution, signal) {
      return recorded.parse(await ask("executions.record", { execution }, signal)).source;
    },
  },
  {
    name: "execution-graph",
    title: "The graph of an execution",
    description: "The stages that it ran and their needs, in Mermaid",
    of: "execution",
    part: "graph",
    mimeType: "text/vnd.mermaid",
    async read(ask, execution, signal) {
      return graphOf(recorded.parse(await ask("executions.record", { execution }, signal)).source);
    },
  },
  {
    name: "pipeline-definition",
    title: "A pipeline's definition",
    description: "Its newest text",
    of: "pipeline",
    part: "definition",
    mimeType: "application/yaml",
    read: textOf,
  },
  {
    name: "pipeline-graph",
    title: "A pipeline's graph",
    description: "Its stages and their needs, in Mermaid",
    of: "pipeline",
    part: "graph",
    mimeType: "text/vnd.mermaid",
    read: async (ask, id, signal) => graphOf(await textOf(ask, id, signal)),
  },
];

function graphOf(text: string): string {
  const { pipeline } = parsePipeline(text);
  return pipeline === null ? "" : toMermaid(pipeline);
}

async function textOf(ask: Ask, pipeline: string, signal: AbortSignal): Promise<string> {
  return defined.parse(await ask("pipelines.get", { pipeline }, signal)).text ?? "";
}

/** The last lines that fit. */
function endOf(lines: readonly string[]): string {
  let bytes = 0;
  const kept = lines.findLastIndex((line) => {
    bytes += Buffer.byteLength(line);
    return bytes > mostBytes;
  });
  return lines.slice(kept + 1).join("");
}

const report = z.looseObject({});
const logLines = z.object({ items: z.array(z.object({ instance: z.string(), text: z.string() })) });
const recorded = z.object({ source: z.string() });
const defined = z.object({ text: z.string().optional() });
