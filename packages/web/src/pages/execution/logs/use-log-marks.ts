import { useMemo } from "react";
import { useOperation } from "../../../client/use-operation.ts";
import type { LogMark } from "./log-groups.ts";
import type { LogAddress } from "./log-source.ts";

const none: readonly LogMark[] = [];

/** What the steps of an attempt marked in its log: asked again while lines come. */
export function useLogMarks({ execution, instance, attempt }: LogAddress, ended: boolean): readonly LogMark[] {
  const { data } = useOperation("logs.marks", { execution, stage: instance, attempt }, ended ? {} : { every: 3_000 });
  // What is marked stands at the end of what was marked before: the same list while it has not grown.
  const items = data?.items;
  const size = items?.length;
  // biome-ignore lint/correctness/useExhaustiveDependencies: only its growth matters
  return useMemo(() => items ?? none, [size, execution, instance, attempt]);
}
