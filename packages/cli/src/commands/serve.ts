import { type Command, InvalidArgumentError } from "commander";
import { countOption } from "../input/count.ts";
import { durationOption } from "../input/duration.ts";
import type { ProgramOptions } from "../program.ts";

export interface ServeFlags {
  readonly port: number;
  readonly host: string;
  readonly data?: string;
  readonly database?: string;
  readonly demo?: boolean;
  readonly open?: boolean;
  readonly trustPipelines?: boolean;
  readonly runAs?: string;
  readonly runAsRange?: string;
  readonly rotateMasterKey?: boolean;
  readonly allowPrivateAddresses?: boolean;
  readonly agentsRunInline?: boolean;
  /** True without addresses. */
  readonly trustProxy?: boolean | string;
  /** Milliseconds. */
  readonly drain: number;
  readonly concurrentExecutions?: number;
  readonly stagesPerExecution?: number;
  readonly concurrentStages?: number;
  readonly json?: boolean;
}

export function register(program: Command, options: ProgramOptions): void {
  program
    .command("serve")
    .summary("run a server for a team")
    .description(
      "Run a server: pipelines, executions, people and secrets over HTTP. The first start prints a one-time link to " +
        "create the owner; with HEADRACE_BOOTSTRAP_TOKEN that token is the owner's, and nobody is asked. " +
        "HEADRACE_PUBLIC_URL says how the world reaches the server.",
    )
    .option("--port <number>", "where to listen; 0 takes a free one", portNumber, 4400)
    .option("--host <address>", "the address to listen at; 0.0.0.0 is every one of this machine", "127.0.0.1")
    .option("--data <directory>", "where everything is kept (default: $HEADRACE_DATA, or ~/.local/share/headrace)")
    .option(
      "--database <url>",
      "keep the rows in a PostgreSQL, as in postgres://user:password@host/name (default: $HEADRACE_DATABASE)",
    )
    .option("--demo", "add a demonstration: a repository with one green and one red execution; trusts pipelines")
    .option("--open", "open the one-time link in the browser")
    .option("--trust-pipelines", "let stages do on this machine whatever this user may do")
    .option(
      "--run-as <user>",
      "run stages as this user's subordinate users, apart from the server and each other; as root",
    )
    .option("--run-as-range <first:count>", "run stages as these user ids, which are nobody else's")
    .option(
      "--rotate-master-key",
      "replace the key that secrets are kept with, where a file of the data directory has it",
    )
    .option("--allow-private-addresses", "reach repositories, hosts and channels in private networks too")
    .option("--agents-run-inline", "let AI agents run definitions that are not saved, for those who may themselves")
    .option("--trust-proxy [addresses]", "believe X-Forwarded headers, of these addresses or of everybody")
    .addOption(durationOption("--drain <duration>", "when stopped, let what runs go on to its end for so long", "0s"))
    .addOption(countOption("--concurrent-executions <number>", "executions at once (default: 1,000)"))
    .addOption(countOption("--stages-per-execution <number>", "stages of one execution at once (default: 20)"))
    .addOption(countOption("--concurrent-stages <number>", "stages at once of all executions (default: without limit)"))
    .option("--json", "print JSON, one object a line; the first says where the server listens")
    .addHelpText(
      "after",
      "\nExamples:\n  headrace serve\n  headrace serve --trust-pipelines\n  headrace serve --port 8080 --host 0.0.0.0 --data /var/lib/headrace --run-as builder",
    )
    .action(async (flags: ServeFlags) => {
      const { serveCommand } = await import("./serve/serve-command.ts");
      options.exitWith(await serveCommand(options.context, flags));
    });
}

function portNumber(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError("Give a number from 0 to 65535");
}
