import type { OutputOf } from "@headrace/app/client";
import type { CommandContext } from "../../context.ts";
import { printList } from "../../output/print-list.ts";
import { statusWord } from "../../output/status.ts";
import { connect } from "../../remote/connect.ts";
import { everyItem } from "../../remote/every-item.ts";
import { findRepository } from "../../remote/find-named.ts";
import { anyServer } from "../../remote/find-server.ts";
import { repositoryNames } from "../../remote/repository-names.ts";
import type { PipelinesListFlags } from "../pipelines.ts";

type HostPipeline = OutputOf<"pipelines.list-on-hosts">["items"][number];

export async function listHostPipelines(context: CommandContext, flags: PipelinesListFlags): Promise<void> {
  const client = connect(anyServer(context, flags));
  const asked = {
    ...(flags.search === undefined ? {} : { search: flags.search }),
    ...(flags.repository === undefined ? {} : { repository: (await findRepository(client, flags.repository)).id }),
  };
  const items = await everyItem((from) => client.call("pipelines.list-on-hosts", { ...from, ...asked }));
  const names = items.length === 0 ? new Map<string, string>() : await repositoryNames(client);
  printList(context, {
    items,
    json: flags.json,
    empty: "No pipeline of a host matches. Connect its repository, and its runs are read.",
    columns: {
      PIPELINE: ({ name }) => name,
      REPOSITORY: ({ repositoryId }) => names.get(repositoryId) ?? repositoryId,
      HOST: ({ host }) => host,
      LAST: lastOf,
      RAN: ({ lastRunAt }) => lastRunAt,
    },
  });
}

function lastOf({ executions: [last] }: HostPipeline): string {
  if (last === undefined) return "";
  const { number, state, outcome } = last;
  return `#${number} ${statusWord(outcome ?? (state === "queued" ? "queued" : "running"))}`;
}
