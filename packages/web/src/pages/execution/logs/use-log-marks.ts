import { useOperation } from "../../../client/use-operation.ts";
import type { LogMark } from "./log-groups.ts";
import type { LogAddress } from "./log-source.ts";

const none: readonly LogMark[] = [];

/** What the steps of an attempt marked in its log: asked again while lines come. */
export function useLogMarks({ execution, instance, attempt }: LogAddress, ended: boolean): readonly LogMark[] {
  const { data } = useOperation("logs.marks", { execution, stage: instance, attempt }, ended ? {} : { every: 3_000 });
  // While nothing is marked anew it is the same list: an answer keeps the parts in which it is as the one before.
  return data?.items ?? none;
}
