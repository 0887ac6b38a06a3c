import type { Command } from "commander";
import type { ProgramOptions } from "../program.ts";
import type { ServerFlags } from "../remote/find-server.ts";
import { requiredServerOption } from "../remote/server-option.ts";

/** How an execution on a server is shown. */
export interface WatchFlags extends ServerFlags {
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
}

export function register(program: Command, options: ProgramOptions): void {
  program
    .command("watch <execution>")
    .summary("watch an execution on a server")
    .description(
      "Watch an execution on a server as if it ran here; a lost connection is made again. Exits as the execution " +
        "ends. Ctrl-C ends the watching, not the execution.",
    )
    .addOption(requiredServerOption())
    .option("--json", "print one event a line, as JSON")
    .option("-q, --quiet", "only the summary")
    .option("-v, --verbose", "every line of every step, also in a terminal")
    .addHelpText("after", "\nExamples:\n  headrace watch latest\n  headrace watch web-app#12 --json")
    .action(async (reference: string, flags: WatchFlags) => {
      const { watch } = await import("./watch/watch.ts");
      options.exitWith(await watch(options.context, reference, flags));
    });
}
