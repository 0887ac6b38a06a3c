import type { Command } from "commander";
import type { ProgramOptions } from "../program.ts";

export interface LoginFlags {
  readonly organization?: string;
  readonly withToken?: boolean;
}

export function register(program: Command, options: ProgramOptions): void {
  program
    .command("login <url>")
    .summary("keep a server's token for later commands")
    .description(
      "Keep a server's token for later commands, in a file that only you can read. The token is taken from " +
        "HEADRACE_TOKEN, else asked for without being shown.",
    )
    .option("--organization <slug>", "which organization is meant, of several")
    .option("--with-token", "read the token from standard input")
    .addHelpText(
      "after",
      "\nExamples:\n  headrace login https://headrace.example.org\n  headrace login http://localhost:4400 --with-token < token.txt",
    )
    .action(async (url: string, flags: LoginFlags) => {
      const { login } = await import("./login/login.ts");
      await login(options.context, url, flags);
    });
}
