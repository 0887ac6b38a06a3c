import type { Command } from "commander";
import type { ProgramOptions } from "../program.ts";
import type { ServerFlags } from "../remote/find-server.ts";
import { requiredServerOption } from "../remote/server-option.ts";

export interface InitFlags extends ServerFlags {
  readonly hook?: boolean;
  readonly repository?: string;
}

export function register(program: Command, options: ProgramOptions): void {
  program
    .command("init")
    .summary("write a first pipeline for this project")
    .description(
      "Write a first headrace.yml for this project, from what its own files say how it is built and tested. With --hook, " +
        "let the Git repository here tell a server of what is pushed to it instead.",
    )
    .option("--hook", "install the hooks by which a server hears of pushes and commits")
    .option(
      "--repository <name>",
      "with --hook: as which of the server's (default: the one at this place; else it is added)",
    )
    .addOption(requiredServerOption())
    .addHelpText("after", "\nExamples:\n  headrace init\n  headrace init --hook --server http://localhost:4400")
    .action(async (flags: InitFlags) => {
      if (flags.hook === true) {
        const { initHook } = await import("./init/init-hook.ts");
        await initHook(options.context, flags);
        return;
      }
      const { init } = await import("./init/init.ts");
      await init(options.context);
    });
}
