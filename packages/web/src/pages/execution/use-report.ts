import type { OutputOf } from "@headrace/app/client";
import { useOperation } from "../../client/use-operation.ts";

export type ExecutionReport = OutputOf<"executions.report">;
export type ReportStage = ExecutionReport["stages"][number];

/** What came of an execution, asked again while it goes on. */
export function useReport(execution: string, ended: boolean): ExecutionReport | undefined {
  return useOperation("executions.report", { execution }, ended ? {} : { every: 5_000 }).data;
}
