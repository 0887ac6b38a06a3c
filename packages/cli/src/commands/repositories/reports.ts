import type { CommandContext } from "../../context.ts";
import { printList } from "../../output/print-list.ts";
import { connect } from "../../remote/connect.ts";
import { findRepository } from "../../remote/find-named.ts";
import { anyServer } from "../../remote/find-server.ts";
import type { RepositoriesReportsFlags } from "../repositories.ts";

/** What systems reported of a commit on the repository's host of code, or what one report says of its lines. */
export async function listReports(
  context: CommandContext,
  { named, commit }: { readonly named: string; readonly commit: string },
  flags: RepositoriesReportsFlags,
): Promise<void> {
  const client = connect(anyServer(context, flags));
  const { id: repository } = await findRepository(client, named);
  if (flags.report === undefined) {
    const { items } = await client.call("repositories.commit-reports", { repository, commit });
    printList(context, {
      items,
      json: flags.json,
      empty: "No system has reported anything of this commit.",
      columns: {
        REPORT: ({ title }) => title,
        RESULT: ({ result, word }) => (result === "unknown" ? (word ?? result) : result),
        OF: ({ reporter = "" }) => reporter,
        WHEN: ({ at = "" }) => at,
        KEY: ({ key }) => key,
      },
    });
    return;
  }
  const { annotations } = await client.call("repositories.commit-report", { repository, commit, report: flags.report });
  printList(context, {
    items: annotations,
    json: flags.json,
    empty: "The report says nothing of any line.",
    columns: {
      LEVEL: ({ level, word }) => (level === "unknown" ? (word ?? level) : level),
      WHERE: ({ path = "", line }) => (line === undefined ? path : `${path}:${line}`),
      MESSAGE: ({ title, message }) => (title === undefined ? message : `${title}: ${message}`),
    },
  });
}
