import { z } from "zod";

const attribute = z.object({
  key: z.string(),
  // Numbers come as texts: so JSON writes those of 64 bits. https://protobuf.dev/programming-guides/json
  value: z.object({ stringValue: z.string().optional(), intValue: z.union([z.string(), z.number()]).optional() }),
});
const span = z.object({ name: z.string(), attributes: z.array(attribute.catch({ key: "", value: {} })).default([]) });
const spans = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes: z.array(attribute.catch({ key: "", value: {} })).default([]) }).optional(),
      scopeSpans: z.array(z.object({ spans: z.array(span) })).default([]),
    }),
  ),
});

/** A part of a run that has ended, as Bitbucket tells of it: OpenTelemetry's form, with attributes of its own. */
export interface PipelineSpan {
  /** `bbc.pipeline_run`, `bbc.step`, `bbc.command` or another. */
  readonly name: string;
  /** The repository's, in braces. */
  readonly repositoryId?: string;
}

/** Every span of a payload; none for what is no such payload. https://www.atlassian.com/blog/bitbucket/bitbucket-pipelines-opentelemetry-traces-via-webhooks */
export function spansOf(payload: unknown): readonly PipelineSpan[] {
  const parsed = spans.safeParse(payload);
  if (!parsed.success) return [];
  return parsed.data.resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ spans: inner }) =>
      inner.map(({ name, attributes }) => {
        const said = [...(resource?.attributes ?? []), ...attributes];
        const repositoryId = said.find(({ key }) => key === "pipeline.repository.uuid")?.value.stringValue;
        return { name, ...(repositoryId === undefined ? {} : { repositoryId }) };
      }),
    ),
  );
}
