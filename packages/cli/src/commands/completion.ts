import { Argument, type Command } from "commander";
import type { ProgramOptions } from "../program.ts";

const shells = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof shells)[number];

export function register(program: Command, options: ProgramOptions): void {
  program
    .command("completion")
    .summary("print what completes headrace in a shell")
    .description("Print a script that completes the commands and options of headrace in a shell.")
    .addArgument(new Argument("<shell>", "which shell").choices(shells))
    .addHelpText(
      "after",
      "\nExamples:\n  headrace completion bash > ~/.local/share/bash-completion/completions/headrace\n  headrace completion fish > ~/.config/fish/completions/headrace.fish",
    )
    .action(async (shell: Shell) => {
      const { printCompletion } = await import("./completion/print.ts");
      await printCompletion(options, shell);
    });
}
