import type { Outside } from "@headrace/execution";
import { createGlob } from "@headrace/pipeline";
import type { Execution } from "./execution.ts";
import { withFileHashes } from "./with-file-hashes.ts";

/**
 * Evaluates what is due before a stage has a workspace (conditions, late matrices, the name of an
 * environment): there the project's own files, or the commit's, are what `hashFiles` reads.
 */
export function withOutside<Value>(
  { plan, services, projectDirectory, trees }: Pick<Execution, "plan" | "services" | "projectDirectory" | "trees">,
  evaluate: (outside: Outside) => Value,
): Promise<Value> {
  const tree = {
    root: trees === undefined ? projectDirectory : () => trees.readable(),
    exclude: [services.dataDirectory],
  };
  return withFileHashes(tree, (hashFiles) =>
    evaluate({ hashFiles, changed: (...patterns) => plan.git.changedFiles.some(createGlob(patterns)) }),
  );
}
