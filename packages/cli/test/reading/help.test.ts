import { PassThrough } from "node:stream";
import type { Command } from "commander";
import { expect, test } from "vitest";
import { processContext } from "../../src/context.ts";
import { createProgram } from "../../src/program.ts";
import { createWorkbench } from "../support/workbench.ts";

const program = await createProgram({ argv: ["help"], context: processContext(), exitWith: () => {} });

function everyCommand(command: Command, names: readonly string[] = []): readonly (readonly [string, Command])[] {
  const path = [...names, command.name()];
  return [[path.join(" "), command], ...command.commands.flatMap((each) => everyCommand(each, path))];
}

test.each(everyCommand(program))("%s --help has an example that names it", (name, command) => {
  const shown = new PassThrough();
  command.configureOutput({ writeOut: (text) => void shown.write(text) });
  command.outputHelp();
  const help = String(shown.read());
  expect(help).toContain(`Usage: ${name}`);
  const [, examples = ""] = help.split(/\nExamples?:\n/);
  expect(examples).toMatch(new RegExp(`^  ${name}`, "m"));
  expect(help).not.toContain("default: []");
  expect(help).not.toContain("default: {}");
});

test("help and the version are printed by the real command", async () => {
  using bench = createWorkbench();
  const [bare, help, version] = await Promise.all([
    bench.headrace([]),
    bench.headrace(["help", "run"]),
    bench.headrace(["--version"]),
  ]);
  expect(bare).toMatchObject({ exitCode: 2, stdout: "", stderr: expect.stringContaining("Commands:") });
  expect(help).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("Usage: headrace run") });
  expect(version.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});
