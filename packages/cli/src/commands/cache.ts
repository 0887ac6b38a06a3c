import type { Command } from "commander";
import type { DataFlags } from "../input/open-existing.ts";
import type { ProgramOptions } from "../program.ts";

export interface CacheListFlags extends DataFlags {
  readonly json?: boolean;
}

export interface CacheClearFlags extends DataFlags {
  readonly key?: string;
}

export function register(program: Command, options: ProgramOptions): void {
  const cache = program
    .command("cache")
    .summary("list and clear caches")
    .description("List and clear caches.")
    .addHelpText("after", "\nExample:\n  headrace cache list");
  cache
    .command("list")
    .description("List cache entries, the one that would be evicted first at the top.")
    .option("--json", "print JSON")
    .option("--data <directory>", "where executions are kept (default: .headrace)")
    .addHelpText("after", "\nExample:\n  headrace cache list")
    .action(async (flags: CacheListFlags) => {
      const { listCaches } = await import("./cache/list.ts");
      await listCaches(options.context, flags);
    });
  cache
    .command("clear")
    .description("Remove all cache entries, or those whose key begins with a text.")
    .option("--key <prefix>", "only entries whose key begins with this")
    .option("--data <directory>", "where executions are kept (default: .headrace)")
    .addHelpText("after", "\nExample:\n  headrace cache clear --key npm-")
    .action(async (flags: CacheClearFlags) => {
      const { clearCaches } = await import("./cache/clear.ts");
      await clearCaches(options.context, flags);
    });
}
