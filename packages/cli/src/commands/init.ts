import type { Command } from "commander";
import type { ProgramOptions } from "../program.ts";

export function register(program: Command, options: ProgramOptions): void {
  program
    .command("init")
    .summary("write a first pipeline for this project")
    .description("Write a first headrace.yml for this project, from what its own files say how it is built and tested.")
    .addHelpText("after", "\nExample:\n  headrace init")
    .action(async () => {
      const { init } = await import("./init/init.ts");
      await init(options.context);
    });
}
