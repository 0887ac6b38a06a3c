import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { routes } from "@headrace/app/client";
import { HeadraceError, nearestName } from "@headrace/pipeline";
import type { CommandContext } from "../../context.ts";
import { formatTable } from "../../output/table.ts";
import { connect } from "../../remote/connect.ts";
import { anyServer } from "../../remote/find-server.ts";
import type { CallFlags } from "../call.ts";

export function listOperations({ stdout }: CommandContext): void {
  const columns = ["OPERATION", "METHOD", "PATH"].map((title) => ({ title }));
  stdout.write(
    formatTable(
      columns,
      Object.entries(routes).map(([name, { method, path }]) => [name, method, path]),
    ),
  );
}

/** JSON is printed in lines, whatever else as it comes. */
export async function callOperation(
  context: CommandContext,
  { operation, fields }: { readonly operation: string; readonly fields: readonly string[] },
  flags: CallFlags,
): Promise<void> {
  if (!Object.hasOwn(routes, operation)) {
    const near = nearestName(operation, Object.keys(routes));
    throw new HeadraceError("invalid-argument", `there is no operation "${operation}"`, {
      mend: near === undefined ? "see them all with `headrace call`" : `did you mean ${near}?`,
    });
  }
  const input = { ...(await readInput(context, flags.input)), ...Object.fromEntries(fields.map(fieldOf)) };
  const { body, headers } = await connect(anyServer(context, flags)).askBytes(operation, input);
  if (headers.get("content-type")?.startsWith("application/json") === true) {
    context.stdout.write(`${JSON.stringify(JSON.parse(await text(body)), null, 2)}\n`);
  } else await pipeline(Readable.fromWeb(body), context.stdout, { end: false });
}

/** `name=text` or `name:=json`. */
function fieldOf(field: string): readonly [string, unknown] {
  const [, name, kind, value = ""] = /^([A-Za-z]\w*)(:?=)(.*)$/s.exec(field) ?? [];
  if (name === undefined) {
    throw new HeadraceError("invalid-argument", `"${field}" is not a field`, {
      mend: "write it as name=text, or as name:=json",
    });
  }
  return [name, kind === "=" ? value : parseJson(value, `the field ${name}`)];
}

async function readInput(context: CommandContext, path: string | undefined): Promise<object> {
  if (path === undefined) return {};
  const read = path === "-" ? text(context.stdin) : readFile(resolve(context.directory, path), "utf8");
  const content = await read.catch((cause: unknown) => {
    throw new HeadraceError("file-not-found", `cannot read ${path}`, {
      cause,
      mend: "give a file that holds a JSON object",
    });
  });
  const input = parseJson(content, "the input");
  if (typeof input === "object" && input !== null && !Array.isArray(input)) return input;
  throw new HeadraceError("invalid-argument", "the input is not a JSON object", { mend: 'write it as {"name": …}' });
}

function parseJson(content: string, what: string): unknown {
  try {
    return JSON.parse(content);
  } catch (cause) {
    throw new HeadraceError("invalid-argument", `${what} is not JSON`, { cause, mend: "quote texts, as JSON does" });
  }
}
