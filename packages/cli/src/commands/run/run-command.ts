import { basename, dirname, relative, resolve } from "node:path";
import type { StoredExecution } from "@headrace/engine";
import { type ExecutionState, initialState } from "@headrace/execution";
import {
  carriedStages,
  type Definition,
  type DraftedRun,
  draftRun,
  findDefinition,
  InvalidRunError,
  loadDefinition,
  openProject,
  type Project,
  parseDefinition,
  type RerunPart,
  type RunRequest,
} from "@headrace/library/project";
import { HeadraceError, type Pipeline } from "@headrace/pipeline";
import { approvalsFor, createApproverFor } from "../../approvals/index.ts";
import type { CommandContext } from "../../context.ts";
import { exitCodes } from "../../exit-codes.ts";
import { gatherSecrets } from "../../input/secrets.ts";
import { createReporter } from "../../output/create-reporter.ts";
import { printDiagnostics } from "../../output/print-diagnostics.ts";
import { visible } from "../../output/visible.ts";
import type { RunFlags } from "../run.ts";
import { followExecution } from "./follow-execution.ts";
import { noteNotifications } from "./note-notifications.ts";

/** `headrace run`. Gives the exit code. */
export async function runCommand(context: CommandContext, file: string | undefined, flags: RunFlags): Promise<number> {
  refuseContradictions(flags);
  const { directory, environment } = context;
  // The definition is read before the data directory is made: a mistyped name leaves nothing behind.
  const named = flags.rerun === undefined || file !== undefined ? await readNamed(context, file, flags) : null;
  if (named !== null && !isSound(context, named)) return exitCodes.usage;
  if (file !== undefined) noteOtherProject(context, file);
  await using project = await openProject({
    directory,
    environment,
    durable: flags.durable ?? false,
    ...(flags.data === undefined ? {} : { dataDirectory: flags.data }),
  });
  const earlier = flags.rerun === undefined ? null : await findEarlier(project, flags.rerun);
  const definition = named ?? (earlier === null ? null : await parseEarlier(project, earlier));
  if (definition === null) throw new HeadraceError("invalid-argument", "there is nothing to run");
  if (named === null && !isSound(context, definition)) return exitCodes.usage;
  const { pipeline } = definition;
  if (pipeline === null) return exitCodes.usage;
  return await runPlanned({ context, flags, project, definition, pipeline, earlier });
}

interface Run {
  readonly context: CommandContext;
  readonly flags: RunFlags;
  readonly project: Project;
  readonly definition: Definition;
  readonly pipeline: Pipeline;
  readonly earlier: StoredExecution | null;
}

async function runPlanned({ context, flags, project, definition, pipeline, earlier }: Run): Promise<number> {
  const drafted = await planOrExplain(
    { context, project, definition },
    {
      pipeline,
      parameters: { ...given(earlier), ...flags.param },
      variables: { ...earlier?.plan.variables, ...flags.variable },
      ...circumstances(flags, earlier),
      ...(flags.concurrency === undefined ? {} : { concurrency: flags.concurrency }),
      ...selection(flags, earlier),
      ...(earlier === null ? {} : { carried: carriedStages(earlier, partOf(flags), pipeline) }),
    },
  );
  if (drafted === null) return exitCodes.usage;
  if (flags.dryRun === true) {
    const { printPreview } = await import("../../output/print-preview.ts");
    printPreview(context, drafted.plan, { json: flags.json === true });
    return exitCodes.success;
  }
  const consents = await approvalsFor(context, { state: initialState(drafted.plan), approve: flags.approve });
  const secrets = await gatherSecrets(context, {
    names: [...new Set([...flags.secret, ...drafted.secretParameters])],
    file: flags.secretFile,
    given: flags.param,
  });
  await project.orchestrator.refuse({ plan: drafted.plan, secrets });
  noteNotifications(context, pipeline);
  // Only now: what is refused takes no number.
  const plan = drafted.numbered(await project.store.journal.takeNumber(pipeline.name));
  const reporter = await createReporter(context, { project, plan, flags });
  using approver = await createApproverFor(context, { consents, reporter });
  const handle = await project.orchestrator.start({
    plan,
    source: definition.text,
    sourcePath: definition.path,
    projectDirectory: project.directory,
    secrets,
    observer: approver?.observer ?? reporter.observer,
    options: { cache: flags.cache },
    ...(earlier === null ? {} : { rerunOf: earlier.plan.executionId }),
  });
  approver?.attach(handle);
  const state = await followExecution(context, handle, reporter.observer);
  await reporter.finish(state);
  return exitCodeOf(state);
}

/** Prints every problem that planning finds, each at its place in the file; null when there are some. */
async function planOrExplain(
  { context, project, definition }: Pick<Run, "context" | "project" | "definition">,
  request: RunRequest,
): Promise<DraftedRun | null> {
  try {
    return await draftRun(project, request);
  } catch (error) {
    if (!(error instanceof InvalidRunError)) throw error;
    const diagnostics = error.diagnostics.map((diagnostic) => {
      const range = diagnostic.range ?? definition.locate(diagnostic.path);
      return range === undefined ? diagnostic : { ...diagnostic, range };
    });
    printDiagnostics(context, { ...definition, diagnostics });
    return null;
  }
}

export function exitCodeOf(state: ExecutionState): number {
  switch (state.outcome) {
    case "success":
      return exitCodes.success;
    case "cancelled":
      return exitCodes.cancelled;
    default:
      return exitCodes.failed;
  }
}

async function readNamed(context: CommandContext, file: string | undefined, flags: RunFlags): Promise<Definition> {
  const { directory } = context;
  return await loadDefinition(file ?? (await findDefinition(directory)), {
    directory,
    workspace: flags.workspace ?? "shared",
  });
}

/**
 * `headrace run api/headrace.yml` means the project here, as `make -f` does. The name says that the directory of the file
 * is a project too, and a step that is meant for it would do its work in the wrong place.
 */
function noteOtherProject({ directory, stderr }: CommandContext, file: string): void {
  const path = resolve(directory, file);
  const inFolder = basename(dirname(path)) === "headrace";
  const isProjectFile = inFolder || /^headrace\.(?:ya?ml|json)$/.test(basename(path));
  const owner = inFolder ? dirname(dirname(path)) : dirname(path);
  if (!isProjectFile || owner === directory) return;
  stderr.write(
    `Steps run here, in ${visible(directory)}. If ${visible(file)} is meant for its own directory, start it there: ` +
      `cd ${visible(relative(directory, owner) || owner)} && headrace run\n`,
  );
}

/** Prints what is wrong with it; true when it can be run all the same. */
function isSound(context: CommandContext, definition: Definition): boolean {
  printDiagnostics(context, definition);
  return definition.pipeline !== null;
}

async function findEarlier(project: Project, reference: string): Promise<StoredExecution> {
  const { id } = await project.store.executions.get(reference);
  return await project.store.journal.load(id);
}

function parseEarlier(project: Project, earlier: StoredExecution): Promise<Definition> {
  return parseDefinition({ path: earlier.sourcePath, text: earlier.source }, { directory: project.directory });
}

/** What started it, where and how: as the person says, else as it was the first time. */
function circumstances(
  flags: RunFlags,
  earlier: StoredExecution | null,
): Pick<RunRequest, "event" | "workspace" | "branch" | "tag"> {
  const before = earlier?.plan;
  const branch = flags.branch ?? before?.git.branch;
  const tag = flags.tag ?? before?.git.tag;
  return {
    event: flags.event ?? before?.event ?? "manual",
    workspace: flags.workspace ?? before?.workspace ?? "shared",
    ...(branch === undefined ? {} : { branch }),
    ...(tag === undefined ? {} : { tag }),
  };
}

/** What was left out of the earlier execution stays out of its rerun. */
function selection(flags: RunFlags, earlier: StoredExecution | null): Pick<RunRequest, "only" | "until"> {
  if (flags.stage.length > 0) return { only: flags.stage };
  if (flags.until.length > 0) return { until: flags.until };
  const before = earlier?.plan;
  if (before === undefined || before.stages.length === before.pipeline.stages.length) return {};
  return { only: before.stages.map(({ id }) => id) };
}

/** The parameters of the earlier execution, as a person would type them. */
function given(earlier: StoredExecution | null): Record<string, string> {
  const values = Object.entries(earlier?.plan.parameters ?? {});
  return Object.fromEntries(values.map(([name, value]) => [name, String(value)]));
}

function partOf(flags: RunFlags): RerunPart {
  if (flags.failed === true) return { kind: "failed" };
  return flags.from === undefined ? { kind: "all" } : { kind: "from", stage: flags.from };
}

function refuseContradictions(flags: RunFlags): void {
  const refuse = (message: string, mend: string): never => {
    throw new HeadraceError("invalid-argument", message, { mend });
  };
  if (flags.rerun === undefined && (flags.failed === true || flags.from !== undefined)) {
    refuse(
      "--failed and --from say which part of an earlier execution to run again",
      "add --rerun latest, or the execution's id",
    );
  }
  if (flags.failed === true && flags.from !== undefined)
    refuse("--failed and --from cannot be combined", "choose one of them");
  if (flags.stage.length > 0 && flags.until.length > 0)
    refuse("--stage and --until cannot be combined", "choose one of them");
  if (flags.quiet === true && flags.verbose === true)
    refuse("--quiet and --verbose cannot be combined", "choose one of them");
}
