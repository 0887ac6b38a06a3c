import type { Command, Option } from "commander";
import { processContext } from "../../packages/cli/src/context.ts";
import { createProgram } from "../../packages/cli/src/program.ts";

/** `docs/command-line.md`, from the definitions that `--help` is made of. */
export async function renderCommandReference(): Promise<string> {
  const program = await createProgram({ argv: [], context: processContext(), exitWith: () => {} });
  const commands = program.commands.flatMap((command) => {
    // A command that only holds others takes no options.
    const itself = command.commands.length === 0 || command.options.length > 0 ? [command] : [];
    return [...itself, ...command.commands];
  });
  return `${introduction(commands)}
${commands.map(section).join("\n")}`;
}

function introduction(commands: readonly Command[]): string {
  const rows = commands.map((command) => {
    const name = fullName(command);
    return `| [\`${name}\`](#${name.replaceAll(" ", "-")}) | ${cell(command.summary() || command.description())} |`;
  });
  return `# The command line

<!-- Made from the commands' definitions by scripts/write-command-reference.ts; do not edit. -->

| command | |
|---|---|
${rows.join("\n")}

An execution is named by \`latest\`, by its number (\`12\`, or \`web-app#12\` where several pipelines have one), or by its
id or the id's beginning. \`--data\` is for a data directory that is not \`.headrace\` below the working directory.
Colours follow the terminal; \`NO_COLOR=1\` turns them off and \`FORCE_COLOR=1\` on.

| exit code | says |
|---|---|
| 0 | it succeeded |
| 1 | the pipeline failed |
| 2 | the definition or the arguments are wrong; nothing was run |
| 3 | Headrace or its surroundings broke: disk, database |
| 130 | it was cancelled |
`;
}

function section(command: Command): string {
  const options = command.options.filter((option) => !option.hidden);
  const table =
    options.length === 0
      ? ""
      : `\n| option | |\n|---|---|\n${options.map((option) => `| \`${option.flags}\` | ${cell(describe(option))} |`).join("\n")}\n`;
  const examples = examplesOf(command);
  return `## ${fullName(command)}

${command.description()}

    ${fullName(command)} ${command.usage()}
${table}${examples === "" ? "" : `\n\`\`\`sh\n${examples}\n\`\`\`\n`}`;
}

function fullName(command: Command): string {
  return command.parent === null ? command.name() : `${fullName(command.parent)} ${command.name()}`;
}

function describe({ description, argChoices, defaultValue }: Option): string {
  const choices = argChoices === undefined ? [] : [argChoices.map((choice) => `\`${choice}\``).join(", ")];
  const known = typeof defaultValue === "string" || typeof defaultValue === "number";
  const notes = [...choices, ...(known ? [`default: \`${defaultValue}\``] : [])];
  return notes.length === 0 ? description : `${description} (${notes.join("; ")})`;
}

/** What help shows below the options. */
function examplesOf(command: Command): string {
  let help = "";
  command.configureOutput({
    writeOut: (text) => {
      help += text;
    },
  });
  command.outputHelp();
  const [, after = ""] = /^Examples?:\n([\s\S]*)$/m.exec(help) ?? [];
  return after.trimEnd().replaceAll(/^ {2}/gm, "");
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}
