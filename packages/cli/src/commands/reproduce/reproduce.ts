import { existsSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describeMachine, type Machine } from "@headrace/engine/machine";
import { initialState } from "@headrace/execution";
import { carriedStages, draftDefinition, openProject, parseDefinition } from "@headrace/library/project";
import { HeadraceError } from "@headrace/pipeline";
import { approvalsFor, createApproverFor } from "../../approvals/index.ts";
import type { CommandContext } from "../../context.ts";
import { type LoadedExecution, openRecords, type Records } from "../../input/records.ts";
import { gatherSecrets } from "../../input/secrets.ts";
import { counted } from "../../output/counted.ts";
import { createReporter } from "../../output/create-reporter.ts";
import { visible } from "../../output/visible.ts";
import { lastLogin, namedServer } from "../../remote/find-server.ts";
import type { ReproduceFlags } from "../reproduce.ts";
import { followExecution } from "../run/follow-execution.ts";
import { exitCodeOf } from "../run/run-command.ts";
import { bringArtifacts } from "./bring-artifacts.ts";
import { chooseStages } from "./choose-stages.ts";
import { differencesOf } from "./differences.ts";
import { fetchCommit } from "./fetch-commit.ts";

/** `headrace reproduce`. Gives the exit code of the stage as it ended here. */
export async function reproduce(context: CommandContext, reference: string, flags: ReproduceFlags): Promise<number> {
  await using records = await whereItIs(context, reference, flags);
  const { id, pipeline: name, number } = await records.store.executions.get(reference);
  const earlier = await records.store.journal.load(id);
  const say = (text: string): void => void context.stderr.write(`${visible(text)}\n`);

  const into = await placeFor(context, flags, `${name}-${number}`);
  const { plan } = earlier;
  const files = await bringFiles(context, records, { earlier, into });
  const definition = await parseDefinition({ path: earlier.sourcePath, text: earlier.source }, { directory: into });
  const { pipeline } = definition;
  if (pipeline === null) {
    throw new HeadraceError("invalid-definition", "this version cannot read the execution's definition", {
      mend: "use the version that ran it",
    });
  }
  const chosen = chooseStages(earlier, pipeline, flags.stage);
  refuseDeployments(pipeline, chosen.stages, flags);
  await using project = await openProject({ directory: into, environment: context.environment });
  const carried = carriedStages({ ...earlier, ...unused }, chosen.part, pipeline);
  const kept = chosen.withNeeds.filter((stage) => !chosen.stages.includes(stage) && carried[stage] !== undefined);
  const artifacts = await bringArtifacts(records, project.store, { executionId: id, stages: kept });

  say(`Running ${chosen.stages.join(", ")} of ${name}#${number} again in ${into}`);
  say(`  files: ${files}`);
  if (kept.length > 0) say(`  taken over: the outputs of ${kept.join(", ")}, and ${counted(artifacts, "artifact")}`);
  for (const line of await differences(context, records)) say(`  differs: ${line}`);

  const drafted = draftDefinition({
    pipeline,
    git: plan.git,
    event: plan.event,
    workspace: plan.workspace,
    parameters: { ...typed(plan.parameters), ...flags.param },
    variables: plan.variables,
    ...(plan.inherited === undefined ? {} : { inherited: plan.inherited }),
    only: chosen.withNeeds,
    carried,
  });
  const consents = await approvalsFor(context, { state: initialState(drafted.plan), approve: flags.approve });
  const needed = pipeline.stages
    .filter(({ id: stage }) => chosen.withNeeds.includes(stage))
    .flatMap((each) => each.secrets);
  const secrets = await gatherSecrets(context, {
    names: [...new Set([...flags.secret, ...drafted.secretParameters, ...needed])],
    file: flags.secretFile,
    given: flags.param,
  });
  await project.orchestrator.refuse({ plan: drafted.plan, secrets });
  const again = drafted.numbered(await project.store.journal.takeNumber(pipeline.name));
  const reporter = await createReporter(context, { project, plan: again, flags });
  using approver = await createApproverFor(context, { consents, reporter });
  const handle = await project.orchestrator.start({
    plan: again,
    source: definition.text,
    sourcePath: definition.path,
    projectDirectory: project.directory,
    secrets,
    observer: approver?.observer ?? reporter.observer,
    options: { cache: false },
  });
  approver?.attach(handle);
  const state = await followExecution(context, handle, reporter.observer);
  await reporter.finish(state);
  if (state.outcome === "success") say("It succeeds here: what differs, above, is where to look.");
  say(`The files and the log stay there: cd ${into} && headrace logs latest`);
  return exitCodeOf(state);
}

/** Where it is named, else here; else on the server that was logged in to last. */
async function whereItIs(context: CommandContext, reference: string, flags: ReproduceFlags): Promise<Records> {
  const login = lastLogin(context);
  if (flags.data !== undefined || login === undefined || namedServer(context, flags) !== undefined) {
    return await openRecords(context, flags);
  }
  const { openServer } = await import("../../remote/open-server.ts");
  if (!existsSync(resolve(context.directory, ".headrace"))) return openServer(login);
  const here = await openRecords(context, flags);
  const isHere = await here.store.executions.get(reference).then(
    () => true,
    () => false,
  );
  if (isHere) return here;
  await here[Symbol.asyncDispose]();
  return openServer(login);
}

/** Of a stored execution, what folding it does not read. */
const unused = { projectDirectory: "", owner: { pid: 0, startTime: "", bootId: "" }, createdAt: 0 };

async function placeFor({ directory }: CommandContext, { into }: ReproduceFlags, name: string): Promise<string> {
  if (into === undefined) {
    return await mkdtemp(join(tmpdir(), `headrace-reproduce-${name.replaceAll(/[^\w.-]/g, "_").slice(0, 80)}-`));
  }
  const place = resolve(directory, into);
  if (existsSync(place)) {
    throw new HeadraceError("invalid-argument", `${into} is there already`, { mend: "name a directory that is not" });
  }
  return place;
}

async function bringFiles(
  { directory }: CommandContext,
  records: Records,
  { earlier, into }: { readonly earlier: LoadedExecution; readonly into: string },
): Promise<string> {
  const { commit } = earlier.plan.git;
  if (commit === "") {
    throw new HeadraceError(
      "repository-unreachable",
      "the execution did not run at a commit, so its files are not known",
      {
        mend: "run it again where it ran, with `headrace run --rerun`",
      },
    );
  }
  const location = await records.location?.(earlier.plan.executionId);
  const source = await fetchCommit({
    commit,
    here: directory,
    into,
    ...(location === undefined ? {} : { location }),
  });
  // A run in a project directory takes what lies there, committed or not.
  const more = records.location === undefined ? "; what was not committed at that time is not known" : "";
  return `commit ${commit.slice(0, 12)} from ${source}${more}`;
}

/** What runs a stage with an environment delivers something: nobody means that by looking at a failure. */
function refuseDeployments(
  pipeline: Parameters<typeof chooseStages>[1],
  stages: readonly string[],
  { stage: named }: ReproduceFlags,
): void {
  const delivering = pipeline.stages.find(({ id, environment }) => stages.includes(id) && environment !== undefined);
  if (delivering === undefined || named !== undefined) return;
  throw new HeadraceError("invalid-argument", `stage ${delivering.id} delivers to an environment`, {
    mend: `if it shall deliver from this machine, say so with --stage ${delivering.id}`,
  });
}

async function differences({ environment }: CommandContext, records: Records): Promise<readonly string[]> {
  const [there, here] = await Promise.all([
    records.machine?.().catch((): Machine | undefined => undefined),
    describeMachine(environment),
  ]);
  if (there !== undefined) {
    const lines = differencesOf(there, here);
    return lines.length === 0 ? ["nothing that is known: the same system, and the same versions of tools"] : lines;
  }
  return records.machine === undefined ? [] : ["the server does not say what it runs on"];
}

/** As a person would type them. */
function typed(parameters: LoadedExecution["plan"]["parameters"]): Record<string, string> {
  return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, String(value)]));
}
