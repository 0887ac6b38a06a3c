import type { Command } from "commander";
import type { ProgramOptions } from "../program.ts";

export function register(program: Command, options: ProgramOptions): void {
  program
    .command("logout [url]")
    .summary("forget a server's token")
    .description(
      "Forget a server's token; that of the last login where no server is named. The token itself stays valid.",
    )
    .addHelpText("after", "\nExample:\n  headrace logout https://headrace.example.org")
    .action(async (url: string | undefined) => {
      const { logout } = await import("./login/logout.ts");
      logout(options.context, url);
    });
}
