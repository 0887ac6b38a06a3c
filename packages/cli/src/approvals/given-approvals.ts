import { userInfo } from "node:os";
import type { ExecutionState } from "@headrace/execution";
import { stagesOf } from "@headrace/execution";
import { type ApprovalRule, HeadraceError, nearestName } from "@headrace/pipeline";
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
export function givenApprovals(
  { stdin, environment }: CommandContext,
  { state, approve }: ApprovalRequest,
): GivenApprovals | null {
  const rules = openRules(state);
  const self = whoRuns(environment);
  const given = readApprovals(approve, { rules, self, state });
  if (rules.size === 0) return null;
  if (stdin.isTTY === true) return given;
  const missing = [...rules].flatMap(([stage, rule]) => {
    const people = given.get(stage) ?? [];
    const lacks = rule.minimum - people.length;
    if (lacks <= 0) return [];
    return [`"${stage}" needs ${lacks} ${people.length > 0 ? "more " : ""}${lacks === 1 ? "approval" : "approvals"}`];
  });
  if (missing.length === 0) return given;
  const [stage, rule] = [...rules].find(([id, { minimum }]) => (given.get(id)?.length ?? 0) < minimum) ?? ["STAGE"];
  const named = rule?.preventSelfApproval === true || (rule?.minimum ?? 1) > 1 ? "=PERSON" : "";
  throw new HeadraceError("approval-not-given", `${missing.join("; ")}, and there is no terminal to ask in`, {
    mend: `give it with --approve ${stage}${named}, or run the command in a terminal`,
  });
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

/** The approvals that are still to be given. */
function openRules(state: ExecutionState): ReadonlyMap<string, ApprovalRule> {
  const rules = new Map<string, ApprovalRule>();
  for (const stage of stagesOf(state)) {
    const rule = state.plan.pipeline.stages.find(({ id }) => id === stage.id)?.approval;
    if (rule === undefined || state.plan.stages[stage.index]?.carried !== undefined) continue;
    const open = stage.instances.filter(
      ({ status, approval }) => status !== "finished" && approval?.outcome === undefined,
    );
    if (stage.status !== "settled" && (open.length > 0 || stage.instances.length === 0)) rules.set(stage.id, rule);
  }
  return rules;
}

function readApprovals(
  approve: readonly string[],
  { rules, self, state }: { rules: ReadonlyMap<string, ApprovalRule>; self: string; state: ExecutionState },
): GivenApprovals {
  const given = new Map<string, string[]>();
  for (const text of approve) {
    const separator = text.indexOf("=");
    const stage = separator < 0 ? text : text.slice(0, separator);
    const person = separator < 0 ? self : text.slice(separator + 1).trim();
    const rule = rules.get(stage);
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
