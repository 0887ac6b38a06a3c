import { join } from "node:path";
import type { ChunkingContext } from "rolldown";

/** What belongs together in one file, by the modules that lead to all of it; of two, the first has what both need. */
const groups = [
  { name: "command", leaders: ["packages/cli/src/main.ts"] },
  {
    name: "run",
    leaders: [
      "packages/cli/src/commands/run.ts",
      "packages/cli/src/commands/run/run-command.ts",
      "packages/cli/src/output/plain-reporter.ts",
      "packages/cli/src/output/tree-reporter.ts",
      "packages/cli/src/output/print-report.ts",
      "packages/library/src/report/index.ts",
    ],
  },
];

/**
 * The name of a module's file, or null where the bundler decides. Files cost a millisecond each to find and to link: what
 * every command loads is one, and what `run` loads besides is another.
 */
export function createChunkNames(root: string): (id: string, context: ChunkingContext) => string | null {
  let names: ReadonlyMap<string, string> | undefined;
  return (id, context) => {
    names ??= new Map(
      groups.toReversed().flatMap(({ name, leaders }) => {
        const modules = loadedWith(
          leaders.map((path) => join(root, path)),
          context,
        );
        return modules.map((module) => [module, name] as const);
      }),
    );
    return names.get(id) ?? null;
  };
}

/** These modules and all that they import, and so on. */
function loadedWith(leaders: readonly string[], context: ChunkingContext): readonly string[] {
  const found = new Set(leaders);
  for (const id of found) {
    for (const imported of context.getModuleInfo(id)?.importedIds ?? []) found.add(imported);
  }
  return [...found];
}
