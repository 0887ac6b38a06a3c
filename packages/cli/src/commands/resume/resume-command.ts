import { type ExecutionState, initialState, reduce } from "@headrace/execution";
import type { Project } from "@headrace/library/project";
import { HeadraceError } from "@headrace/pipeline";
import { approvalsFor, createApproverFor } from "../../approvals/index.ts";
import type { CommandContext } from "../../context.ts";
import { openExisting } from "../../input/open-existing.ts";
import { meantServer } from "../../input/records.ts";
import { gatherSecrets } from "../../input/secrets.ts";
import { createReporter } from "../../output/create-reporter.ts";
import type { ResumeFlags } from "../resume.ts";
import { followExecution } from "../run/follow-execution.ts";
import { noteNotifications } from "../run/note-notifications.ts";
import { exitCodeOf } from "../run/run-command.ts";

export async function resumeCommand(
  context: CommandContext,
  reference: string | undefined,
  flags: ResumeFlags,
): Promise<number> {
  const server = meantServer(context, flags);
  if (server !== undefined) {
    const { resumeOnServer } = await import("./resume-on-server.ts");
    return await resumeOnServer(context, { server, reference, flags });
  }
  await using project = await openExisting(context, flags);
  const executionId = await chooseExecution(project, reference);
  const { plan, secretNames, events } = await project.store.journal.load(executionId);
  const consents = await approvalsFor(context, {
    state: events.reduce<ExecutionState>(reduce, initialState(plan)),
    approve: flags.approve,
  });
  const secrets = await gatherSecrets(context, {
    names: [...new Set([...secretNames, ...flags.secret])],
    file: flags.secretFile,
  });
  noteNotifications(context, plan.pipeline);
  const reporter = await createReporter(context, { project, plan, flags });
  using approver = await createApproverFor(context, { consents, reporter });
  const handle = await project.orchestrator.resume({
    executionId,
    secrets,
    observer: approver?.observer ?? reporter.observer,
    resumeDeployments: flags.resumeDeployments ?? false,
  });
  approver?.attach(handle);
  const state = await followExecution(context, handle, reporter.observer);
  await reporter.finish(state);
  return exitCodeOf(state);
}

/** The execution that is meant: the named one, or the newest whose process died. */
async function chooseExecution(project: Project, reference: string | undefined): Promise<string> {
  if (reference !== undefined) return (await project.store.executions.get(reference)).id;
  const [newest] = await project.store.journal.interrupted();
  if (newest === undefined) {
    throw new HeadraceError("execution-not-found", "no execution was interrupted: there is nothing to resume", {
      mend: "list all executions with `headrace executions list`",
    });
  }
  return newest;
}
