import { readFile } from "node:fs/promises";
import { checkText } from "../definitions/check-text.ts";
import { builtInTemplates } from "./built-in.ts";
import type { Template } from "./template.ts";

let library: Promise<readonly Template[]> | undefined;

/** The built-in templates, read when they are first asked for. */
export function loadLibrary(): Promise<readonly Template[]> {
  library ??= Promise.all(
    builtInTemplates.map(async ({ id, category, title }) => {
      const text = await readFile(new URL(`./library/${id}.yml`, import.meta.url), "utf8");
      return await templateFrom({ id, name: title, category, text, origin: "built-in" });
    }),
  );
  return library;
}

/** A template with what its text says of itself. */
export async function templateFrom(
  facts: Pick<Template, "id" | "name" | "category" | "origin"> & {
    readonly text: string;
    readonly description?: string;
  },
): Promise<Template> {
  const { pipeline } = await checkText(facts.text);
  return {
    ...facts,
    description: facts.description ?? pipeline?.description ?? "",
    stages: pipeline?.stages.map(({ id }) => id) ?? [],
    parameters: (pipeline?.parameters ?? []).map((parameter) => ({
      name: parameter.name,
      type: parameter.type,
      ...(parameter.description === undefined ? {} : { description: parameter.description }),
      ...("default" in parameter && parameter.default !== undefined ? { default: parameter.default } : {}),
      ...("options" in parameter ? { options: [...parameter.options] } : {}),
    })),
  };
}
