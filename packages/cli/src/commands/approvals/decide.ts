import type { OutputOf } from "@headrace/app/client";
import { HeadraceError } from "@headrace/pipeline";
import type { CommandContext } from "../../context.ts";
import { visible } from "../../output/visible.ts";
import { everyItem } from "../../remote/every-item.ts";
import { anyServer, type ServerFlags } from "../../remote/find-server.ts";
import { openServer } from "../../remote/open-server.ts";
import { isHeldFork, letForkIn } from "./held-fork.ts";
import { decideReview } from "./reviews.ts";

export interface DecisionFlags extends ServerFlags {
  readonly stage?: string;
  /** On a host of code. */
  readonly environment?: string;
  readonly comment?: string;
  readonly json?: boolean;
}

export interface Decision {
  /** Of an execution. */
  readonly reference: string;
  readonly decision: "approve" | "reject";
}

type Approval = OutputOf<"approvals.get">;

/** For exactly the commit and the definition that were read just before: another one is refused by the server. */
export async function decide(
  context: CommandContext,
  { reference, decision }: Decision,
  flags: DecisionFlags,
): Promise<void> {
  await using server = openServer(anyServer(context, flags));
  const { client } = server;
  const execution = await server.store.executions.get(reference);
  const waiting = await everyItem((from) => client.call("approvals.list", { ...from, execution: execution.id }));
  if (flags.environment !== undefined || waiting.length === 0) {
    const { items: reviews } = await client.call("executions.reviews", { execution: execution.id });
    if (flags.environment !== undefined || reviews.length > 0) {
      await decideReview(context, { client, execution, reviews }, { ...flags, decision });
      return;
    }
    if (await isHeldFork(client, execution.id)) {
      await letForkIn(context, { client, execution }, { ...flags, decision });
      return;
    }
  }
  const { id, commit, digest } = theOne(waiting, `${execution.pipeline}#${execution.number}`, flags.stage);
  const { comment } = flags;
  const word = { approval: id, commit, digest, ...(comment === undefined ? {} : { comment }) };
  const decided = await client.call(`approvals.${decision}`, word);
  context.stdout.write(
    flags.json === true ? `${JSON.stringify(decided, null, 2)}\n` : visible(said(decided, decision)),
  );
}

function theOne(waiting: readonly Approval[], execution: string, stage: string | undefined): Approval {
  const meant = waiting.filter((each) => stage === undefined || each.stage === stage || each.instance === stage);
  const [only, ...others] = meant;
  if (only !== undefined && others.length === 0) return only;
  const asked = only === undefined ? waiting : meant;
  const names = asked
    .map(({ instance }) => instance)
    .sort()
    .join(", ");
  if (names === "") {
    throw new HeadraceError("invalid-argument", `nothing of ${execution} waits for an approval`, {
      mend: "see what waits with `headrace approvals`",
    });
  }
  const message =
    only === undefined ? `${execution} waits for no approval of "${stage}"` : `several stages of ${execution} wait`;
  throw new HeadraceError("invalid-argument", message, { mend: `name one of them with --stage: ${names}` });
}

function said(
  { pipeline, instance, commit, state, minimum, decisions }: Approval,
  decision: Decision["decision"],
): string {
  const what = `${instance} of ${pipeline.name}#${pipeline.number} at ${commit.slice(0, 10)}`;
  if (decision === "reject") return `Rejected ${what}.\n`;
  const given = decisions.filter((each) => each.decision === "approve").length;
  return state === "waiting" ? `Approved ${what}: ${given} of ${minimum} who are asked.\n` : `Approved ${what}.\n`;
}
