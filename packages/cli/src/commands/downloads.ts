import type { Command } from "commander";
import type { ProgramOptions } from "../program.ts";
import type { ServerFlags } from "../remote/find-server.ts";
import { requiredServerOption } from "../remote/server-option.ts";

export interface DownloadsListFlags extends ServerFlags {
  readonly json?: boolean;
}

export interface DownloadsGetFlags extends ServerFlags {
  readonly into: string;
}

export interface DownloadsAddFlags extends ServerFlags {
  readonly execution?: string;
  readonly artifact?: string;
  readonly stage?: string;
  readonly path?: string;
  readonly name?: string;
  readonly replace?: boolean;
}

export function register(program: Command, { context }: ProgramOptions): void {
  const downloads = program
    .command("downloads")
    .summary("list and change the files that lie with a repository on its host")
    .description("List, fetch, add and remove the files that lie with a repository on its host of code, Bitbucket.")
    .addHelpText("after", "\nExample:\n  headrace downloads list shop");
  downloads
    .command("list <repository>")
    .description("List the files that lie with a repository on its host of code.")
    .addOption(requiredServerOption())
    .option("--json", "print JSON")
    .addHelpText("after", "\nExample:\n  headrace downloads list shop")
    .action(async (named: string, flags: DownloadsListFlags) => {
      const { listDownloads } = await import("./downloads/list.ts");
      await listDownloads(context, named, flags);
    });
  downloads
    .command("get <repository> <name>")
    .description("Fetch a file through the server, without credentials of the host.")
    .option("--into <directory>", "where to save it; made when it is not there", ".")
    .addOption(requiredServerOption())
    .addHelpText("after", "\nExample:\n  headrace downloads get shop shop-1.4.zip --into /tmp")
    .action(async (named: string, name: string, flags: DownloadsGetFlags) => {
      const { getDownload } = await import("./downloads/get.ts");
      await getDownload(context, { named, name }, flags);
    });
  downloads
    .command("add <repository> [file]")
    .description(
      "Add a file, or with --execution and --artifact what an execution left behind. Whoever may read the repository on its host may fetch it.",
    )
    .option("--execution <execution>", "of which the artifact is")
    .option("--artifact <name>", "the archive that is stored, a .tar.zst, instead of a file of this machine")
    .option("--stage <name>", "of this stage, where several have an artifact of that name")
    .option("--path <path>", "of the artifact, only this file")
    .option("--name <name>", "what to call it there (default: its own name)")
    .option("--replace", "in the place of one of the same name")
    .addOption(requiredServerOption())
    .addHelpText(
      "after",
      "\nExamples:\n  headrace downloads add shop shop-1.4.zip\n  headrace downloads add shop --execution shop#12 --artifact dist --name dist-1.4.tar.zst",
    )
    .action(async (named: string, file: string | undefined, flags: DownloadsAddFlags) => {
      const { addDownload } = await import("./downloads/add.ts");
      await addDownload(context, { named, file }, flags);
    });
  downloads
    .command("remove <repository> <name>")
    .description("Remove a file that lies with a repository on its host of code.")
    .addOption(requiredServerOption())
    .addHelpText("after", "\nExample:\n  headrace downloads remove shop shop-1.3.zip")
    .action(async (named: string, name: string, flags: ServerFlags) => {
      const { removeDownload } = await import("./downloads/remove.ts");
      await removeDownload(context, { named, name }, flags);
    });
}
