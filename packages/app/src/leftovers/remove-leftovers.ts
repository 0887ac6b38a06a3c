import { HeadraceError } from "@headrace/pipeline";
import { recordAudit } from "../audit/record-audit.ts";
import type { OperationContext } from "../operations/context.ts";
import { Problem } from "../problems/problem.ts";
import { problemOf } from "../problems/problem-of.ts";
import { type FoundLeftover, leftoverKind, type Removal, type Search } from "./leftover.ts";
import { type Looked, lookFor } from "./look-for.ts";

export interface Removing {
  /** What is removed here, and its id: for the audit log. */
  readonly target: "repository" | "pipeline" | "connection";
  readonly targetId: string;
  readonly keys: readonly string[];
  readonly searches: () => Promise<readonly Search[]>;
}

/**
 * Takes away on the host what is named, one after the other; what is gone by then is no fault. Throws where something is
 * refused, with what came of each: nothing is to be removed here then, and asking again goes on where it was.
 */
export async function removeLeftovers(context: OperationContext, removing: Removing): Promise<readonly Removal[]> {
  if (removing.keys.length === 0) return [];
  const looked = await lookFor(context, await removing.searches());
  const onHost: Removal[] = [];
  let first: Problem | undefined;
  for (const key of new Set(removing.keys)) {
    const { removal, problem } = await removeOne(key, looked);
    first ??= problem;
    onHost.push(removal);
    const { key: _, ...detail } = removal;
    await recordAudit(context.app, {
      actor: context.actor,
      operation: "leftover.removed",
      outcome: problem?.code ?? "done",
      organizationId: context.scope.organizationId,
      target: removing.target,
      targetId: removing.targetId,
      detail,
    });
  }
  if (first === undefined) return onHost;
  throw new Problem(
    first.code,
    `not all could be removed on the host, and nothing was removed here: ${first.message}`,
    {
      mend: "try it again, or leave what is refused out of `removeOnHost`: it then stays on the host",
      detail: { ...first.detail, onHost },
      cause: first,
    },
  );
}

interface Removed {
  readonly removal: Removal;
  readonly problem?: Problem;
}

async function removeOne(key: string, { found, unread }: Looked): Promise<Removed> {
  const one = found.find((each) => each.key === key);
  if (one === undefined) {
    const kind = leftoverKind.parse(key.slice(0, key.indexOf(":")));
    const gone = { key, kind, name: "", where: "" };
    const unseen = unread.find((each) => each.kind === kind);
    if (unseen === undefined) return { removal: { ...gone, result: "gone" } };
    const problem = new Problem("forge-refused", `${kind}: ${unseen.why}`, { mend: undefined });
    return { removal: { ...gone, result: "refused", why: unseen.why }, problem };
  }
  const said = named(one);
  try {
    return { removal: { ...said, result: await one.remove() } };
  } catch (error) {
    // What was removed before it is told whatever stops this one.
    if (!(error instanceof HeadraceError)) throw error;
    const problem = problemOf(error);
    return { removal: { ...said, result: "refused", why: problem.message }, problem };
  }
}

function named({ key, kind, name, where }: FoundLeftover) {
  return { key, kind, name, where };
}
