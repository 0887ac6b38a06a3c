import type { Client, OutputOf } from "@headrace/app/client";
import { HeadraceError } from "@headrace/pipeline";
import type { CommandContext } from "../../context.ts";
import { printList } from "../../output/print-list.ts";
import { visible } from "../../output/visible.ts";
import { anyServer } from "../../remote/find-server.ts";
import { openServer } from "../../remote/open-server.ts";
import type { ApprovalsFlags } from "../approvals.ts";
import type { Decision, DecisionFlags } from "./decide.ts";
import { isHeldFork } from "./held-fork.ts";

export type Review = OutputOf<"executions.reviews">["items"][number];

/** What a run on a host of code waits for there. */
export async function listReviews(context: CommandContext, flags: ApprovalsFlags): Promise<void> {
  const { execution: reference } = flags;
  if (reference === undefined) {
    throw new HeadraceError("invalid-argument", "no execution is named", {
      mend: "name it with --execution: each host is asked of one run at a time",
    });
  }
  await using server = openServer(anyServer(context, flags));
  const { id, pipeline, number } = await server.store.executions.get(reference);
  const { items } = await server.client.call("executions.reviews", { execution: id });
  const what = `${pipeline}#${number}`;
  printList(context, {
    items,
    json: flags.json,
    empty: (await isHeldFork(server.client, id))
      ? `${what} is a stranger's pull request that its host holds: let it run with \`headrace approve ${what}\`.`
      : `${what} waits for nobody on a host of code.`,
    columns: {
      ENVIRONMENT: ({ environment }) => environment,
      REVIEWERS: ({ reviewers }) => reviewers.join(", "),
      STATE: ({ mayDecide }) => (mayDecide === true ? "waits for you" : "waiting"),
    },
  });
}

interface Asked {
  readonly client: Client;
  readonly execution: { readonly id: string; readonly pipeline: string; readonly number: number };
  readonly reviews: readonly Review[];
}

/** In the name of whoever the connection's token stands for. */
export async function decideReview(
  context: CommandContext,
  { client, execution: { id, pipeline, number }, reviews }: Asked,
  { decision, environment, comment, json }: Pick<Decision, "decision"> & DecisionFlags,
): Promise<void> {
  const what = `${pipeline}#${number}`;
  const names = reviews.map((each) => each.environment);
  const chosen = environment === undefined && names.length === 1 ? names[0] : environment;
  if (chosen === undefined || !names.includes(chosen)) {
    const message =
      chosen === undefined
        ? `${what} waits for several environments on its host`
        : `${what} waits for no environment "${chosen}" on its host`;
    throw new HeadraceError("invalid-argument", message, {
      mend: names.length === 0 ? "it waits for none" : `name one of them with --environment: ${names.join(", ")}`,
    });
  }
  const word = decision === "approve" ? "approved" : "rejected";
  const answer = await client.call("executions.review", {
    execution: id,
    environments: [chosen],
    decision: word,
    ...(comment === undefined ? {} : { comment }),
  });
  const words = `${decision === "approve" ? "Approved" : "Rejected"} ${chosen} of ${what} on its host.\n`;
  context.stdout.write(json === true ? `${JSON.stringify(answer, null, 2)}\n` : visible(words));
}
