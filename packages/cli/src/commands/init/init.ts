import { access, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { findDefinition } from "@headrace/library/project";
import { HeadraceError } from "@headrace/pipeline";
import type { CommandContext } from "../../context.ts";
import { firstPipeline } from "./first-pipeline.ts";

const file = "headrace.yml";

export async function init(context: CommandContext): Promise<void> {
  const { directory } = context;
  const present = await findDefinition(directory).catch(() => undefined);
  if (present !== undefined) {
    throw new HeadraceError("invalid-argument", `this project has a pipeline already: ${present}`, {
      mend: `run it with \`headrace run\`, or check it with \`headrace validate\``,
    });
  }
  const text = firstPipeline({
    name: basename(directory),
    scripts: await scriptsOf(directory),
    hasLock: await exists(join(directory, "package-lock.json")),
    hasMakefile: await exists(join(directory, "Makefile")),
  });
  // Never over a file that was written in between.
  await writeFile(join(directory, file), text, { flag: "wx" });
  context.stdout.write(`Wrote ${file}. Run it with: headrace run\n`);
}

async function scriptsOf(directory: string): Promise<readonly string[] | undefined> {
  const text = await readFile(join(directory, "package.json"), "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    const { scripts } = JSON.parse(text);
    return typeof scripts === "object" && scripts !== null ? Object.keys(scripts) : [];
  } catch {
    return [];
  }
}

async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}
