import { basename, dirname, extname, resolve } from "node:path";
import type { Client } from "@headrace/app/client";
import {
  type DefinitionText,
  findDefinition,
  hasErrors,
  loadDefinition,
  readDefinition,
} from "@headrace/library/project";
import { HeadraceError, parseStageType } from "@headrace/pipeline";
import type { CommandContext } from "../../context.ts";
import { exitCodes } from "../../exit-codes.ts";
import { type Diagnosed, diagnosticsText, type ShownDiagnostic } from "../../output/print-diagnostics.ts";
import { toSarif } from "../../output/sarif.ts";
import { sentence } from "../../output/sentence.ts";
import { createStyle } from "../../output/style.ts";
import { visible } from "../../output/visible.ts";
import { namedServer } from "../../remote/find-server.ts";
import { shownDiagnostic } from "../../remote/rows.ts";
import type { ValidateFlags } from "../validate.ts";

/** A file with what is wrong with it; a file that cannot be read at all is one problem. */
export type CheckedFile = Diagnosed;

export async function validateFiles(
  context: CommandContext,
  files: readonly string[],
  flags: ValidateFlags,
): Promise<number> {
  const paths = files.length > 0 ? files : [await findDefinition(context.directory)];
  const server = namedServer(context, flags);
  const client = server === undefined ? undefined : (await import("../../remote/connect.ts")).connect(server);
  const checked: CheckedFile[] = [];
  for (const path of paths) checked.push(await check(context, path, client));
  print(context, checked, flags);
  return checked.some((file) => hasErrors(file.diagnostics)) ? exitCodes.usage : exitCodes.success;
}

async function check(context: CommandContext, path: string, client: Client | undefined): Promise<CheckedFile> {
  try {
    if (client !== undefined) return await checkThere(client, await readDefinition(path, context.directory));
    if (isStageType(context, path)) return await checkStageType(context, path);
    return await loadDefinition(path, { directory: context.directory });
  } catch (error) {
    if (!(error instanceof HeadraceError) || error.fault !== "user") throw error;
    const { message, mend } = error;
    const problem: ShownDiagnostic = {
      code: "not-readable",
      severity: "error",
      message: sentence(message),
      path: [],
      ...(mend === undefined ? {} : { mend: sentence(mend) }),
    };
    return { path, text: "", diagnostics: [problem] };
  }
}

/** Where pipelines look for the stage types of a repository: `headrace/stage-types`. */
function isStageType({ directory }: CommandContext, path: string): boolean {
  const folder = dirname(resolve(directory, path));
  return basename(folder) === "stage-types" && basename(dirname(folder)) === "headrace";
}

async function checkStageType({ directory }: CommandContext, path: string): Promise<CheckedFile> {
  const { text } = await readDefinition(path, directory);
  return { path, text, diagnostics: parseStageType(text, basename(path, extname(path))).diagnostics };
}

/** As the server that will run it judges it. */
async function checkThere(client: Client, { path, text }: DefinitionText): Promise<CheckedFile> {
  const { diagnostics } = await client.call("pipelines.validate", { text, path });
  return { path, text, diagnostics: diagnostics.map(shownDiagnostic) };
}

function print(context: CommandContext, checked: readonly CheckedFile[], { format }: ValidateFlags): void {
  switch (format) {
    case "text":
      for (const file of checked) {
        const text = diagnosticsText(file, createStyle(context.color));
        context.stdout.write(text === "" ? `${visible(file.path)}: no problems\n` : text);
      }
      return;
    case "json": {
      const value = checked.map(({ path, diagnostics }) => ({ file: path, diagnostics }));
      context.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
      return;
    }
    case "sarif":
      context.stdout.write(`${JSON.stringify(toSarif(checked), null, 2)}\n`);
      return;
    case "github":
      for (const { path, diagnostics } of checked) {
        for (const diagnostic of diagnostics) context.stdout.write(`${githubCommand(path, diagnostic)}\n`);
      }
      return;
  }
}

/** A workflow command that GitHub shows beside the line. */
function githubCommand(file: string, { severity, message, mend, code, range }: ShownDiagnostic): string {
  const place =
    range === undefined
      ? {}
      : { line: range.start.line, endLine: range.end.line, col: range.start.column, endColumn: range.end.column };
  const properties = Object.entries({ file, ...place, title: code }).map(
    ([key, value]) => `${key}=${escapeProperty(String(value))}`,
  );
  return `::${severity} ${properties.join(",")}::${escapeData(mend === undefined ? message : `${message} ${mend}`)}`;
}

function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
