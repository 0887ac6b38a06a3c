import { mkdir, writeFile } from "node:fs/promises";
import { generatedFiles } from "../src/schema/generated-files.ts";

/** Writes what is made from the schema: the reader's shapes, the JSON Schema and the language reference. */
const root = new URL("../../../", import.meta.url);
for (const [path, text] of Object.entries(generatedFiles())) {
  const file = new URL(path, root);
  await mkdir(new URL(".", file), { recursive: true });
  await writeFile(file, text);
  console.log(path);
}
