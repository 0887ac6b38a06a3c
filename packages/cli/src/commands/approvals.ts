import type { Command } from "commander";
import { Option } from "commander";
import type { ProgramOptions } from "../program.ts";
import type { ServerFlags } from "../remote/find-server.ts";
import { requiredServerOption } from "../remote/server-option.ts";

export interface ApprovalsFlags extends ServerFlags {
  readonly mine?: boolean;
  readonly state: "waiting" | "approved" | "rejected" | "expired" | "cancelled" | "all";
  readonly execution?: string;
  readonly onHost?: boolean;
  readonly json?: boolean;
}

export function register(program: Command, options: ProgramOptions): void {
  program
    .command("approvals")
    .summary("list what waits for people on a server")
    .description("List what waits for a person's consent on a server, the newest first.")
    .option("--mine", "only what waits for you")
    .addOption(
      new Option("--state <state>", "what became of them")
        .choices(["waiting", "approved", "rejected", "expired", "cancelled", "all"])
        .default("waiting"),
    )
    .option("--execution <execution>", "only of this execution")
    .option("--on-host", "what the run waits for on its host of code, such as GitHub's environments; with --execution")
    .addOption(requiredServerOption())
    .option("--json", "print JSON")
    .addHelpText(
      "after",
      "\nExamples:\n  headrace approvals --mine\n  headrace approvals --execution shop#12 --on-host",
    )
    .action(async (flags: ApprovalsFlags) => {
      if (flags.onHost === true) {
        const { listReviews } = await import("./approvals/reviews.ts");
        await listReviews(options.context, flags);
        return;
      }
      const { listApprovals } = await import("./approvals/list.ts");
      await listApprovals(options.context, flags);
    });
}
