import type { OutputOf } from "@headrace/app/client";
import type { Pipeline } from "@headrace/pipeline";
import { useQuery } from "@tanstack/react-query";
import { useOperation } from "../../client/use-operation.ts";

/**
 * What a pipeline says, as a model: of its newest text, or of what ran last where the text is in the repository. Null where
 * there is none or it has errors; undefined until that is known. The language's reader is loaded when it is first needed.
 */
export function useDefinition(pipeline: OutputOf<"pipelines.get"> | undefined): Pipeline | null | undefined {
  const last = pipeline?.text === undefined ? pipeline?.executions[0]?.id : undefined;
  const { data: record } = useOperation(
    "executions.record",
    { execution: last ?? "" },
    { enabled: last !== undefined },
  );
  const text = pipeline?.text ?? record?.source;
  const { data } = useQuery({
    queryKey: ["definition", text],
    queryFn: async () => {
      const { parsePipeline } = await import("@headrace/pipeline");
      return parsePipeline(text ?? "").pipeline;
    },
    enabled: text !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (pipeline !== undefined && text === undefined && last === undefined) return null;
  return data;
}
