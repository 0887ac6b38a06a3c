import { userInfo } from "node:os";
import { type ExecutionState, previewExecution, stagesOf } from "@headrace/execution";
import { type ApprovalRule, createGlob, HeadraceError, nearestName } from "@headrace/pipeline";
import type { CommandContext } from "../context.ts";

/** People who consent on the command line, by stage. Their names are taken on trust: nobody signs in here. */
export type GivenApprovals = ReadonlyMap<string, readonly string[]>;

export interface ApprovalRequest {
  readonly state: ExecutionState;
  /** Each `STAGE` or `STAGE=PERSON`. */
  readonly approve: readonly string[];
}

/**
 * Reads `--approve`, and says before anything runs which stages nobody could ever approve. Throws `invalid-argument`
 * and `approval-not-given`; null where no stage waits for an approval.
 */
export function givenApprovals(context: CommandContext, { state, approve }: ApprovalRequest): GivenApprovals | null {
  const open = openApprovals(state);
  const self = whoRuns(context.environment);
  const given = readApprovals(approve, { open, self, state });
  if (open.size === 0) return null;
  if (context.stdin.isTTY === true) return given;
  const skipped = skippedStages(state);
  const lacking = [...open].flatMap(([stage, asked]) => {
    const lacks = skipped.has(stage) ? 0 : lackOf(asked, given.get(stage) ?? []);
    return lacks > 0 ? [{ stage, asked, lacks }] : [];
  });
  const [first] = lacking;
  if (first === undefined) return given;
  const missing = lacking.map(({ stage, asked, lacks }) => {
    const more = lacks < asked.rule.minimum ? "more " : "";
    return `"${stage}" needs ${lacks} ${more}${lacks === 1 ? "approval" : "approvals"}`;
  });
  const { rule } = first.asked;
  const named = rule.preventSelfApproval || rule.minimum > 1 ? "=PERSON" : "";
  throw new HeadraceError("approval-not-given", `${missing.join("; ")}, and there is no terminal to ask in`, {
    mend: `give it with --approve ${first.stage}${named}, or run the command in a terminal`,
  });
}

/** How many more people have to approve, of the instance that lacks most. */
function lackOf({ rule, spoken }: OpenApproval, people: readonly string[]): number {
  return Math.max(...spoken.map((earlier) => rule.minimum - new Set([...earlier, ...people]).size));
}

/**
 * What its condition leaves out as far as is known before anything runs. What comes all the same, after a failure,
 * finds nobody to ask, and that is a no.
 */
function skippedStages({ plan }: ExecutionState): ReadonlySet<string> {
  const previewed = previewExecution(plan, {
    hashFiles: () => "",
    changed: (...patterns) => plan.git.changedFiles.some(createGlob(patterns)),
  });
  const others = new Set(previewed.flatMap(({ kind, stage }) => (kind === "skip" ? [] : [stage])));
  return new Set(previewed.flatMap(({ stage }) => (others.has(stage) ? [] : [stage])));
}

/** Who runs this command, as the one who decides. */
export function whoRuns(environment: Readonly<Record<string, string | undefined>>): string {
  try {
    return userInfo().username;
  } catch {
    // A user id without a name: a container.
    return environment.USER ?? "local";
  }
}

interface OpenApproval {
  readonly rule: ApprovalRule;
  /** Who has approved already, of each instance; one that is not there yet has nobody. */
  readonly spoken: readonly (readonly string[])[];
}

/** The approvals that are still to be given, by stage. */
function openApprovals(state: ExecutionState): ReadonlyMap<string, OpenApproval> {
  const open = new Map<string, OpenApproval>();
  for (const stage of stagesOf(state)) {
    const rule = state.plan.pipeline.stages.find(({ id }) => id === stage.id)?.approval;
    if (rule === undefined || stage.status === "settled") continue;
    if (state.plan.stages[stage.index]?.carried !== undefined) continue;
    const asked = stage.instances.filter(
      ({ status, approval }) => status !== "finished" && approval?.outcome === undefined,
    );
    const spoken = asked.map(({ approval }) => (approval?.decisions ?? []).map(({ by }) => by));
    if (stage.instances.length === 0) open.set(stage.id, { rule, spoken: [[]] });
    else if (spoken.length > 0) open.set(stage.id, { rule, spoken });
  }
  return open;
}

function readApprovals(
  approve: readonly string[],
  { open, self, state }: { open: ReadonlyMap<string, OpenApproval>; self: string; state: ExecutionState },
): GivenApprovals {
  const given = new Map<string, string[]>();
  for (const text of approve) {
    const separator = text.indexOf("=");
    const stage = separator < 0 ? text : text.slice(0, separator);
    const person = separator < 0 ? self : text.slice(separator + 1).trim();
    const rule = open.get(stage)?.rule;
    if (rule === undefined) throw notAsked(stage, state);
    if (person === "") throw new HeadraceError("invalid-argument", `--approve ${text} names nobody`);
    if (rule.preventSelfApproval && person === self) {
      throw new HeadraceError("invalid-argument", `whoever starts the pipeline may not approve "${stage}"`, {
        mend: `name who approves: --approve ${stage}=PERSON`,
      });
    }
    const people = given.get(stage) ?? [];
    if (!people.includes(person)) people.push(person);
    given.set(stage, people);
  }
  return given;
}

function notAsked(stage: string, { plan }: ExecutionState): HeadraceError {
  const asked = plan.pipeline.stages.filter(({ approval }) => approval !== undefined).map(({ id }) => id);
  const nearest = nearestName(stage, asked);
  return new HeadraceError("invalid-argument", `no stage "${stage}" waits for an approval here`, {
    mend:
      nearest !== undefined && nearest !== stage
        ? `did you mean "${nearest}"?`
        : asked.length === 0
          ? "leave --approve out"
          : `approvals are asked for ${asked.join(", ")}`,
  });
}
