import type { Command } from "commander";
import type { ProgramOptions } from "../program.ts";
import type { ServerFlags } from "../remote/find-server.ts";
import { requiredServerOption } from "../remote/server-option.ts";

/** What an agent is offered, and of what. */
export interface McpFlags extends ServerFlags {
  /** A data directory on this machine, instead of a server. */
  readonly data?: string;
  readonly toolsets?: readonly string[];
  readonly tools?: readonly string[];
  readonly excludeTools?: readonly string[];
  readonly readOnly?: boolean;
}

export function register(program: Command, options: ProgramOptions): void {
  program
    .command("mcp")
    .summary("serve an AI agent over standard input and output")
    .description(
      "Serve an AI agent by the Model Context Protocol over standard input and output: it finds, explains, runs and " +
        "repairs what the server has, with the rights of your token and no more. Where no server is named and nobody " +
        "has logged in, it serves what was run in this project, from .headrace, with your own rights. An agent's " +
        "client starts this itself; docs/mcp.md says how to set it up.",
    )
    .addOption(requiredServerOption())
    .option("--data <directory>", "the data directory to serve from, without a server")
    .option("--toolsets <names>", "groups of tools, by commas; `all` for every one", byCommas)
    .option("--tools <names>", "single tools, by commas, beside those of the groups", byCommas)
    .option("--exclude-tools <names>", "tools to leave out, by commas", byCommas)
    .option("--read-only", "only tools that change nothing, whatever else is chosen")
    .addHelpText("after", "\nExamples:\n  headrace mcp --read-only\n  headrace mcp --toolsets find,diagnose,logs")
    .action(async (flags: McpFlags) => {
      const { serveMcp } = await import("./mcp/serve-mcp.ts");
      await serveMcp(options.context, flags);
    });
}

function byCommas(text: string): readonly string[] {
  return text.split(",").filter((name) => name !== "");
}
