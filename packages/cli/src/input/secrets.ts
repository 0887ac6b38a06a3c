import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { HeadraceError } from "@headrace/pipeline";
import type { CommandContext } from "../context.ts";
import { askHidden } from "./ask-hidden.ts";

export interface SecretRequest {
  /** Named with `--secret`. */
  readonly names: readonly string[];
  /** Given with `--secret-file`. */
  readonly file: string | undefined;
  /** Values given on the command line for parameters of type secret. */
  readonly given?: Readonly<Record<string, string>>;
}

/**
 * The values of the secrets a person gives: from the environment, else asked for where a person can
 * answer. Throws `secret-not-given` where nobody can.
 */
export async function gatherSecrets(
  context: CommandContext,
  request: SecretRequest,
): Promise<ReadonlyMap<string, string>> {
  const secrets = request.file === undefined ? new Map<string, string>() : await readSecretFile(context, request.file);
  for (const name of request.names) {
    const given = request.given?.[name];
    if (given !== undefined) secrets.set(name, given);
    if (secrets.has(name)) continue;
    const value = context.environment[name] ?? (await askHidden(context, `Value of secret ${name}: `));
    if (value === null) {
      throw new HeadraceError(
        "secret-not-given",
        `secret ${name} is not in the environment, and there is no terminal to ask in`,
        {
          mend: `set it in the environment of this command: ${name}=…, or use --secret-file`,
        },
      );
    }
    secrets.set(name, value);
  }
  return secrets;
}

/** `NAME=VALUE` lines; `#` begins a comment; quotes around a value are taken off, and `\n` in double quotes is a line end. */
async function readSecretFile(context: CommandContext, path: string): Promise<Map<string, string>> {
  const text = await readFile(resolve(context.directory, path), "utf8").catch((cause: unknown) => {
    throw new HeadraceError("file-not-found", `cannot read the secret file ${path}`, {
      cause,
      mend: "give a file with one NAME=VALUE a line",
    });
  });
  const secrets = new Map<string, string>();
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === "" || line.trimStart().startsWith("#")) continue;
    const [, name, value] = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=(.*)$/.exec(line) ?? [];
    if (name === undefined || value === undefined) {
      // The line itself may hold a secret and is not repeated.
      throw new HeadraceError("invalid-argument", `line ${index + 1} of ${path} is not NAME=VALUE`, {
        mend: "write one secret a line; # begins a comment",
      });
    }
    secrets.set(name, unquote(value.trim()));
  }
  return secrets;
}

function unquote(value: string): string {
  if (value.length >= 2 && value.startsWith('"') && value.endsWith('"')) {
    return value.slice(1, -1).replaceAll(/\\([nrt"\\])/g, (_, code: string) => escapes[code] ?? code);
  }
  if (value.length >= 2 && value.startsWith("'") && value.endsWith("'")) return value.slice(1, -1);
  return value;
}

const escapes: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };
