import { actorFrom } from "../access/kept-actor.ts";
import type { Permission } from "../access/permissions.ts";
import type { Principal } from "../access/principal.ts";
import { isAllowed, roleInScope } from "../access/role-in-scope.ts";
import type { Scope } from "../access/scope.ts";
import type { App } from "../app.ts";
import { onBehalfOfIn } from "../runs/links.ts";
import type { ApprovalFacts, ApprovalPart } from "./approval.ts";
import { type Approver, approverOf, isAsked } from "./approver.ts";
import { canAllCount } from "./open-part.ts";

export interface Standing {
  /** Who asks; undefined for nobody who could be asked. */
  readonly person: Approver | undefined;
  /** Null where the person may approve it. */
  readonly whyNotApprove: string | null;
  /** Null where the person may reject it: who is asked may, whether or not his approval would still count. */
  readonly whyNotReject: string | null;
}

const needed: Permission = "approval.decide";

/** Whether somebody may decide approvals that wait, as things are now; what several have in common is asked once. */
export function createStandings(
  { tables, clock }: Pick<App, "tables" | "clock">,
  principal: Principal | null,
): (facts: ApprovalFacts) => Promise<Standing> {
  const approvers = new Map<string, Promise<Approver | undefined>>();
  const permitted = new Map<string, Promise<boolean>>();

  function approver(scope: Scope, by: Parameters<typeof approverOf>[2]): Promise<Approver | undefined> {
    return remembered(approvers, JSON.stringify([scope, by]), () => approverOf(tables, scope, by));
  }

  return async (facts) => {
    const { row, request, decisions } = facts;
    const scope = {
      organizationId: row.organization_id,
      repositoryId: row.repository_id,
      ...(row.pipeline_id === null ? {} : { pipelineId: row.pipeline_id }),
    };
    const person = principal === null ? undefined : await approver(scope, { userId: principal.userId });
    const refuse = (why: string): Standing => ({ person, whyNotApprove: why, whyNotReject: why });
    if (principal === null || person === undefined) return refuse("only people decide");
    const mayDecide = await remembered(permitted, JSON.stringify(scope), async () =>
      isAllowed(principal, await roleInScope(tables, principal, scope), needed),
    );
    if (!mayDecide) return refuse(`this needs the permission ${needed}`);
    if (row.expires_at !== null && row.expires_at <= clock.now()) return refuse("its time is over");
    if (request.preventSelfApproval && startersOf(facts).includes(person.userId)) {
      return refuse("whoever started the execution may not decide about it");
    }
    if (decisions.some(({ by }) => by === person.email)) return refuse("you have decided already");
    if (!request.parts.some((part) => isAsked(person, part))) return refuse("you are not among those who are asked");
    const earlier = await Promise.all(decisions.map(({ by }) => approver(scope, { email: by })));
    const before = earlier.filter((each) => each !== undefined);
    const counts = canAllCount([...before, person], request.parts, (each, part) =>
      countsFor(each, part, request.parts),
    );
    return {
      person,
      whyNotReject: null,
      whyNotApprove: counts
        ? null
        : `enough of those you belong to have approved; it waits for ${missing(request.parts)}`,
    };
  };
}

/** What somebody said stands also when he is not among those who are asked any more: then it counts for any part. */
function countsFor(person: Approver, part: ApprovalPart, parts: readonly ApprovalPart[]): boolean {
  return isAsked(person, part) || !parts.some((each) => isAsked(person, each));
}

function missing(parts: readonly ApprovalPart[]): string {
  return parts.map(({ approvers }) => (approvers.length === 0 ? "others" : approvers.join(", "))).join(" and ");
}

/** Whoever started it, and whoever set off what started it: a chain, a schedule or a delivery that came again. */
function startersOf({ row }: ApprovalFacts): readonly string[] {
  const started = row.triggered_by === null ? undefined : actorFrom(row.triggered_by);
  return [started, onBehalfOfIn(row.link_detail)].flatMap((actor) =>
    actor === undefined ? [] : ((actor.kind === "user" ? actor.id : actor.userId) ?? []),
  );
}

function remembered<Value>(known: Map<string, Promise<Value>>, key: string, ask: () => Promise<Value>): Promise<Value> {
  const before = known.get(key);
  if (before !== undefined) return before;
  const asked = ask();
  known.set(key, asked);
  return asked;
}
