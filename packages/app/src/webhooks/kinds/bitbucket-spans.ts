import { z } from "zod";
import type { EndedPart } from "./webhook-kind.ts";

const attribute = z
  .object({ key: z.string(), value: z.object({ stringValue: z.string().optional() }) })
  .catch({ key: "", value: {} });
const attributes = z.array(attribute).default([]);
// Numbers of 64 bits come as texts. https://protobuf.dev/programming-guides/json
const nanoseconds = z.union([z.string(), z.number()]).optional();
const span = z.object({ name: z.string(), attributes, startTimeUnixNano: nanoseconds, endTimeUnixNano: nanoseconds });
const spans = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes }).optional(),
      scopeSpans: z.array(z.object({ spans: z.array(span) })).default([]),
    }),
  ),
});

/** A part of a run that has ended, as Bitbucket tells of it: OpenTelemetry's form, with attributes of its own. */
interface PipelineSpan {
  /** `bbc.pipeline_run`, `bbc.step`, `bbc.command` or another. */
  readonly name: string;
  readonly said: ReadonlyMap<string, string>;
  readonly startedAt?: number;
  readonly finishedAt?: number;
}

/** https://www.atlassian.com/blog/bitbucket/bitbucket-pipelines-opentelemetry-traces-via-webhooks */
function spansOf(payload: unknown): readonly PipelineSpan[] {
  const parsed = spans.safeParse(payload);
  if (!parsed.success) return [];
  return parsed.data.resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap((scope) =>
      scope.spans.map(({ name, attributes: own, startTimeUnixNano, endTimeUnixNano }) => {
        const all = [...(resource?.attributes ?? []), ...own];
        const said = new Map(all.map(({ key, value }) => [key, value.stringValue ?? ""]));
        return { name, said, ...timeAt("startedAt", startTimeUnixNano), ...timeAt("finishedAt", endTimeUnixNano) };
      }),
    ),
  );
}

/** The repository's id, in braces: its name is not told. */
export function repositoryOfSpans(payload: unknown): string | undefined {
  return spansOf(payload).flatMap(({ said }) => said.get("pipeline.repository.uuid") ?? [])[0];
}

/** Runs and steps that have ended; commands and containers belong to steps. Nothing where their run is not told. */
export function endedPartsOf(payload: unknown): readonly EndedPart[] {
  return spansOf(payload).flatMap(({ name, said, ...times }): readonly EndedPart[] => {
    const run = said.get("pipeline.uuid") ?? "";
    const stage = said.get("step.uuid") ?? "";
    if (run === "") return [];
    if (name === "bbc.pipeline_run") return [{ run, word: said.get("pipeline.state.result.name") ?? "", ...times }];
    const isStep = stage !== "" && (name === "bbc.step" || name === "bbc.pipeline_step");
    return isStep ? [{ run, stage, word: said.get("step.state.result.name") ?? "", ...times }] : [];
  });
}

function timeAt(
  name: "startedAt" | "finishedAt",
  nanos: string | number | undefined,
): { [Key in typeof name]?: number } {
  const time = Math.trunc(Number(nanos) / 1_000_000);
  return Number.isSafeInteger(time) && time > 0 ? { [name]: time } : {};
}
