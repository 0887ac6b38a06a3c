import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, extname } from "node:path";
import { printJson, printLegacyConfig } from "@headrace/dialects";
import { environmentError } from "@headrace/engine";
import { dump } from "js-yaml";
import type { Pipeline } from "./pipeline.ts";

/**
 * Writes the pipeline's definition, without the state of a run: YAML to a path that ends in `.yaml` or `.yml`, JSON
 * to any other. Folders are made as needed; the file is there whole or as it was before.
 *
 * @throws HeadraceError `infrastructure` or `disk-full` when it cannot be written.
 * @example
 * const pipeline = await createPipeline("pipeline.yaml");
 * await savePipelineConfig({ ...pipeline, timeout: 60 }, "saved/pipeline.json");
 * (await createPipeline("saved/pipeline.json")).timeout; // => 60
 */
export async function savePipelineConfig(pipeline: Pipeline, outputPath: string): Promise<void> {
  const yaml = [".yaml", ".yml"].includes(extname(outputPath).toLowerCase());
  const temporary = `${outputPath}.${process.pid}.tmp`;
  try {
    await mkdir(dirname(outputPath), { recursive: true });
    await writeFile(temporary, textOf(pipeline, yaml));
    await rename(temporary, outputPath);
  } catch (cause) {
    // Where the folder is none, there is nothing to remove either.
    await rm(temporary, { force: true }).catch(() => {});
    throw environmentError(cause, `write ${outputPath}`);
  }
}

function textOf(pipeline: Pipeline, yaml: boolean): string {
  if (pipeline.dialect === "legacy-stages") return printLegacyConfig(pipeline, yaml ? "yaml" : "json");
  const { text } = printJson(pipeline.model);
  return yaml ? dump(JSON.parse(text), { lineWidth: -1, noRefs: true }) : text;
}
