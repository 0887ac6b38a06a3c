import type { Command, CommanderError } from "commander";
import type { CommandContext } from "../context.ts";
import { exitCodes } from "../exit-codes.ts";
import { printProblem } from "./print-error.ts";

/**
 * Says in our words what commander found wrong with the words of a command line; gives the exit code.
 * Help and the version end in such an error too: they have been printed already.
 */
export function printUsageError(
  context: CommandContext,
  error: CommanderError,
  { program, argv }: { readonly program: Command; readonly argv: readonly string[] },
): number {
  if (error.exitCode === 0) return exitCodes.success;
  // Bare `headrace`: nothing was asked, so help was shown, and a script that meant to ask something must not go on.
  if (error.code === "commander.help") return exitCodes.usage;
  printProblem(context, problemOf(error.message, `see how it is used with \`${nameOf(program, argv)} --help\``));
  return exitCodes.usage;
}

/** Commander tells its kinds of errors apart by code, but what was typed only by its sentences. */
function problemOf(said: string, mend: string): { readonly message: string; readonly mend: string } {
  const text = said.replace(/^error: /, "").replaceAll(/'([^']*)'/g, '"$1"');
  const [, suggested, guess] = /^(.*)\n\(Did you mean (?:one of )?(.*)\?\)$/s.exec(text) ?? [];
  if (suggested !== undefined) return { message: suggested, mend: `did you mean ${guess}?` };
  const [, option, value, rule] =
    /^option "(?:-., )?(--[\w-]+)[^"]*" argument "(.*)" is invalid\. (.+)$/s.exec(text) ?? [];
  if (option !== undefined) return { message: `"${value}" cannot be the value of ${option}`, mend: rule ?? mend };
  return { message: text, mend };
}

/** The command that the words lead to: `headrace executions list`. */
function nameOf(program: Command, argv: readonly string[]): string {
  let command = program;
  const names = [program.name()];
  for (const word of argv) {
    const next = command.commands.find((each) => each.name() === word);
    if (next === undefined) break;
    names.push(word);
    command = next;
  }
  return names.join(" ");
}
