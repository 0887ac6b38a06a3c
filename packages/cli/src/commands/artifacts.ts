import type { Command } from "commander";
import type { RecordFlags } from "../input/records.ts";
import type { ProgramOptions } from "../program.ts";
import { serverOption } from "../remote/server-option.ts";

export interface ArtifactsListFlags extends RecordFlags {
  readonly json?: boolean;
}

export interface ArtifactsGetFlags extends RecordFlags {
  readonly stage?: string;
  readonly hostId?: string;
  readonly into: string;
}

export function register(program: Command, options: ProgramOptions): void {
  const artifacts = program
    .command("artifacts")
    .summary("list an execution's artifacts and take them out")
    .description("List the artifacts of an execution and take them out.")
    .addHelpText("after", "\nExample:\n  headrace artifacts list latest");
  artifacts
    .command("list <execution>")
    .description("List the artifacts of an execution.")
    .option("--json", "print JSON")
    .option("--data <directory>", "where executions are kept (default: .headrace)")
    .addOption(serverOption())
    .addHelpText("after", "\nExample:\n  headrace artifacts list latest")
    .action(async (reference: string, flags: ArtifactsListFlags) => {
      const { listArtifacts } = await import("./artifacts/list.ts");
      await listArtifacts(options.context, reference, flags);
    });
  artifacts
    .command("get <execution> <name>")
    .description("Unpack an artifact into a directory. One that lies with a host of code is saved there as a zip.")
    .option("--stage <name>", "of this stage, where several have an artifact of that name")
    .option(
      "--host-id <id>",
      "of a host of code: this one, not the newest of the name; `artifacts list --json` has the ids",
    )
    .option("--into <directory>", "where to unpack it; made when it is not there", ".")
    .option("--data <directory>", "where executions are kept (default: .headrace)")
    .addOption(serverOption())
    .addHelpText("after", "\nExample:\n  headrace artifacts get latest dist --into /tmp/dist")
    .action(async (reference: string, name: string, flags: ArtifactsGetFlags) => {
      const { getArtifact } = await import("./artifacts/get.ts");
      await getArtifact(options.context, { reference, name }, flags);
    });
}
