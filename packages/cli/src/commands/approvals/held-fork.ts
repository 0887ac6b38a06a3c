import type { Client } from "@headrace/app/client";
import { HeadraceError } from "@headrace/pipeline";
import type { CommandContext } from "../../context.ts";
import { visible } from "../../output/visible.ts";
import type { Decision, DecisionFlags } from "./decide.ts";

/** Whether GitHub holds the run of a stranger's pull request until somebody lets it in. */
export async function isHeldFork(client: Client, execution: string): Promise<boolean> {
  const { remote, state } = await client.call("executions.get", { execution });
  return state !== "ended" && remote?.state === "action_required";
}

interface Asked {
  readonly client: Client;
  readonly execution: { readonly id: string; readonly pipeline: string; readonly number: number };
}

/** In the name of whoever the connection's token stands for. */
export async function letForkIn(
  context: CommandContext,
  { client, execution: { id, pipeline, number } }: Asked,
  { decision, json }: Pick<Decision, "decision"> & DecisionFlags,
): Promise<void> {
  const what = `${pipeline}#${number}`;
  if (decision === "reject") {
    throw new HeadraceError("invalid-argument", `${what} waits to be let in on its host, which takes no refusal`, {
      mend: `leave it as it is: nothing of it runs until \`headrace approve ${what}\``,
    });
  }
  const answer = await client.call("executions.approve-fork", { execution: id });
  const words = `Let the run of a stranger's pull request begin: ${what}.\n`;
  context.stdout.write(json === true ? `${JSON.stringify(answer, null, 2)}\n` : visible(words));
}
