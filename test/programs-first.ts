import { sep } from "node:path";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Folders whose tests start most programs from their own process. */
const starting = ["cli", "engine", "library", "pipeline", "dialects"].map((name) =>
  ["", "packages", name, "test", ""].join(sep),
);

/**
 * First what starts programs: a fork copies the page tables of its process, and a worker that has run the tests of the
 * server holds three times the memory of a young one.
 */
export class ProgramsFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const starts = ({ moduleId }: TestSpecification): boolean => starting.some((folder) => moduleId.includes(folder));
    return [...sorted.filter(starts), ...sorted.filter((file) => !starts(file))];
  }
}
