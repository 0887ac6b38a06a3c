// prepack: makes dist/, what the packed package runs; with --clean, postpack: removes it.
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { root, runNode, setUp } from "./setup.mjs";

if (process.argv.includes("--clean")) {
  await rm(join(root, "dist"), { recursive: true, force: true });
} else {
  await setUp();
  // That Node calls its stripping of types experimental is news for this file's readers only.
  const { code } = await runNode(["--disable-warning=ExperimentalWarning", "scripts/pack.ts"]);
  process.exitCode = code;
}
