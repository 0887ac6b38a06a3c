import type { Command } from "commander";
import type { ProgramOptions } from "../program.ts";

export function register(program: Command, options: ProgramOptions): void {
  program
    .command("schema")
    .summary("print the JSON Schema of the pipeline language")
    .description("Print the JSON Schema of the pipeline language, for editors.")
    .addHelpText("after", "\nExample:\n  headrace schema > headrace.schema.json")
    .action(async () => {
      const { pipelineJsonSchema } = await import("@headrace/pipeline");
      options.context.stdout.write(`${JSON.stringify(await pipelineJsonSchema(), null, 2)}\n`);
    });
}
