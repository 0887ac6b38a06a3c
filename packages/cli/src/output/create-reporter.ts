import type { ExecutionEvent, ExecutionPlan } from "@headrace/execution";
import type { CommandContext } from "../context.ts";
import type { Records } from "../input/records.ts";
import type { Reporter } from "./reporter.ts";

/** Where a reporter finds what came before, and what the report says beside the events. */
export interface ReportedRecords {
  readonly store: {
    readonly executions: Pick<Records["store"]["executions"], "events">;
    readonly catalog: Records["store"]["catalog"];
  };
  readonly logs: Records["logs"];
}

export interface ReporterOptions {
  readonly project: ReportedRecords;
  readonly plan: ExecutionPlan;
  readonly flags: { readonly json?: boolean; readonly quiet?: boolean; readonly verbose?: boolean };
}

/**
 * JSON where asked for, a live picture in a terminal, plain lines elsewhere; at the end, but for
 * JSON, what became of it all.
 */
export async function createReporter(context: CommandContext, options: ReporterOptions): Promise<Reporter> {
  const { plan, project, flags } = options;
  if (flags.json === true) {
    const { createJsonReporter } = await import("./json-reporter.ts");
    return createJsonReporter(context, plan.executionId);
  }
  return withReport(context, options, await createProgress(context, { plan, project, flags }));
}

async function createProgress(context: CommandContext, { plan, project, flags }: ReporterOptions): Promise<Reporter> {
  if (flags.quiet === true) return { observer: {}, finish: async () => {} };
  if (context.stdout.isTTY !== true || flags.verbose === true) {
    const { createPlainReporter } = await import("./plain-reporter.ts");
    return createPlainReporter(context);
  }
  const { createTreeReporter } = await import("./tree-reporter.ts");
  const usualDurations = await project.store.catalog.usualDurations(plan.pipeline.name, plan.executionId);
  return createTreeReporter(context, { plan, usualDurations });
}

/** Follows the execution's events as they pass, and prints the report at the end. */
function withReport(context: CommandContext, { plan, project }: ReporterOptions, progress: Reporter): Reporter {
  const earlier = project.store.executions.events(plan.executionId);
  const events: ExecutionEvent[] = [];
  return {
    observer: {
      ...progress.observer,
      event(event, state) {
        events.push(event);
        progress.observer.event?.(event, state);
      },
    },
    ...(progress.hold === undefined ? {} : { hold: progress.hold }),
    async finish(state) {
      await progress.finish(state);
      const { reportExecution } = await import("@headrace/library/report");
      const { printReport } = await import("./print-report.ts");
      const { catalog } = project.store;
      printReport(
        context,
        await reportExecution({ plan, events: [...(await earlier), ...events], catalog, logs: project.logs }),
      );
    },
  };
}
