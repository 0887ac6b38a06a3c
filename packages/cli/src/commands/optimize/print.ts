import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { openProject } from "@headrace/library/project";
import { optimize, type Pipeline } from "@headrace/pipeline";
import type { CommandContext } from "../../context.ts";
import { exitCodes } from "../../exit-codes.ts";
import { readPipeline } from "../../input/read-pipeline.ts";
import { counted } from "../../output/counted.ts";
import { createStyle } from "../../output/style.ts";
import { visible } from "../../output/visible.ts";
import type { OptimizeFlags } from "../optimize.ts";

export async function printOptimization(
  context: CommandContext,
  file: string | undefined,
  flags: OptimizeFlags,
): Promise<number> {
  const pipeline = await readPipeline(context, file);
  if (pipeline === null) return exitCodes.usage;
  const durations = await recordedDurations(context, pipeline, flags);
  const result = optimize(pipeline, durations);
  if (flags.json === true) {
    context.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
    return exitCodes.success;
  }
  const style = createStyle(context.color);
  const { levels, criticalPath, suggestions } = result;
  const known = Object.keys(durations).length;
  const recorded =
    known === 0 ? "no durations are recorded yet" : `durations of ${counted(known, "stage")} are recorded`;
  context.stdout.write(
    `${counted(pipeline.stages.length, "stage")} in ${counted(levels.length, "level")}; ${recorded}.\n`,
  );
  context.stdout.write(`${style.dim("Critical path:")} ${criticalPath.stages.map(visible).join(style.dim(" → "))}\n`);
  if (suggestions.length === 0) {
    context.stdout.write(`${style.green("✓")} Nothing stands in a line that could run side by side.\n`);
    return exitCodes.success;
  }
  // The message names the stage and says what would be saved.
  for (const { message } of suggestions) context.stdout.write(`${style.yellow("•")} ${visible(message)}\n`);
  return exitCodes.success;
}

/** Usual durations by stage, the longest instance of a matrix; none where nothing was run yet. */
async function recordedDurations(
  context: CommandContext,
  pipeline: Pipeline,
  flags: OptimizeFlags,
): Promise<Readonly<Record<string, number>>> {
  const dataDirectory = flags.data ?? ".headrace";
  const durations: Record<string, number> = Object.create(null);
  if (!existsSync(resolve(context.directory, dataDirectory))) return durations;
  await using project = await openProject({ directory: context.directory, dataDirectory });
  for (const [instance, duration] of await project.store.catalog.usualDurations(pipeline.name)) {
    const stage = pipeline.stages.find(({ id }) => instance === id || instance.startsWith(`${id} (`));
    if (stage !== undefined) durations[stage.id] = Math.max(durations[stage.id] ?? 0, duration);
  }
  return durations;
}
