import type { Command } from "commander";
import type { RecordFlags } from "../input/records.ts";
import type { ProgramOptions } from "../program.ts";
import { onHostOption } from "../remote/on-host.ts";
import { serverOption } from "../remote/server-option.ts";

export interface CacheListFlags extends RecordFlags {
  readonly repository?: string;
  readonly onHost?: boolean;
  readonly json?: boolean;
}

export interface CacheClearFlags extends RecordFlags {
  readonly repository?: string;
  readonly onHost?: boolean;
  readonly key?: string;
  readonly name?: string;
}

export function register(program: Command, { context }: ProgramOptions): void {
  const cache = program
    .command("cache")
    .summary("list and clear caches")
    .description("List and clear caches.")
    .addHelpText("after", "\nExample:\n  headrace cache list");
  cache
    .command("list")
    .description("List cache entries, the one that would be evicted first at the top.")
    .option("--json", "print JSON")
    .option("--repository <name>", "only of this repository of the server")
    .addOption(onHostOption())
    .option("--data <directory>", "where executions are kept (default: .headrace)")
    .addOption(serverOption())
    .addHelpText("after", "\nExamples:\n  headrace cache list\n  headrace cache list --repository shop --on-host")
    .action(async (flags: CacheListFlags) => {
      if (flags.onHost === true) {
        const { listHostCaches } = await import("./cache/on-host.ts");
        await listHostCaches(context, flags);
        return;
      }
      const { listCaches } = await import("./cache/list.ts");
      await listCaches(context, flags);
    });
  cache
    .command("clear")
    .description("Remove all cache entries, or those whose key begins with a text.")
    .option("--key <prefix>", "only entries whose key begins with this")
    .option("--name <name>", "with --on-host: all versions of exactly this one, in one request")
    .option("--repository <name>", "only of this repository of the server")
    .addOption(onHostOption())
    .option("--data <directory>", "where executions are kept (default: .headrace)")
    .addOption(serverOption())
    .addHelpText(
      "after",
      "\nExamples:\n  headrace cache clear --key npm-\n  headrace cache clear --name node --repository shop --on-host",
    )
    .action(async (flags: CacheClearFlags) => {
      if (flags.onHost === true) {
        const { clearHostCaches } = await import("./cache/on-host.ts");
        await clearHostCaches(context, flags);
        return;
      }
      const { clearCaches } = await import("./cache/clear.ts");
      await clearCaches(context, flags);
    });
}
