import { Argument, type Command } from "commander";
import { countOption } from "../input/count.ts";
import type { ProgramOptions } from "../program.ts";
import type { ServerFlags } from "../remote/find-server.ts";
import { requiredServerOption } from "../remote/server-option.ts";

export interface ConnectFlags extends ServerFlags {
  readonly check?: boolean;
  readonly name?: string;
  readonly url?: string;
  readonly email?: string;
  readonly clientId?: string;
  readonly app?: string;
  readonly appKey?: string;
  readonly installation?: string;
  readonly expires?: string;
  readonly limit?: number;
  readonly withToken?: boolean;
  readonly json?: boolean;
}

/** As `forgeKinds` has them, which is loaded when it is needed. */
const kinds = ["bitbucket-cloud", "bitbucket-data-center", "github"] as const;
export type ConnectKind = (typeof kinds)[number];

export function register(program: Command, { context }: ProgramOptions): void {
  program
    .command("connect")
    .addArgument(new Argument("<host>", "whose host of code it is").choices(kinds))
    .argument("<owner>", "the workspace, the organization or user there, or the project's key")
    .summary("connect a server to a host of code, or try a token")
    .description(
      "Connect a server to Bitbucket or GitHub. The token is taken from HEADRACE_FORGE_TOKEN, else asked for without " +
        "being shown; the server tries it before it keeps it, sealed. With --check nothing is kept and no server is " +
        "asked: it tries here all that reads, changes nothing, and prints what works and what is missing for what.",
    )
    .option("--check", "only try the token, from this machine")
    .option("--name <name>", "what to call the connection (default: the owner)")
    .option("--url <url>", "the base URL of an own host; of an own GitHub with /api/v3")
    .option("--email <address>", "the Atlassian account's, with its API token")
    .option("--client-id <key>", "of a Bitbucket OAuth consumer, whose secret is the token")
    .option("--app <id>", "of a GitHub App that the owner has installed; a user's token may stand beside it")
    .option("--app-key <file>", "the app's private key, as GitHub gave it")
    .option("--installation <id>", "of the app (default: the owner's)")
    .option("--expires <date>", "when the token ends, as 2027-06-30, where the host does not tell")
    .addOption(countOption("--limit <number>", "requests in any hour at most (default: what the vendor allows)"))
    .option("--with-token", "read the token from standard input")
    .addOption(requiredServerOption())
    .option("--json", "print JSON")
    .addHelpText(
      "after",
      "\nExamples:\n  headrace connect bitbucket-cloud acme --email ada@example.org\n  headrace connect github acme --check\n  headrace connect github acme --app 12345 --app-key headrace.private-key.pem",
    )
    .action(async (kind: ConnectKind, owner: string, flags: ConnectFlags) => {
      const { connectHost } = await import("./connect/connect-host.ts");
      await connectHost(context, { kind, owner }, flags);
    });
}
