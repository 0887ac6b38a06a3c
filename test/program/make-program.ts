// Makes the command as the package has it in a directory; it needs nothing outside but Node.
import { cpSync, mkdirSync, renameSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { writeBundle } from "../../scripts/bundle/write-bundle.ts";

const root = join(import.meta.dirname, "../..");
const [directory = ""] = process.argv.slice(2);
await writeBundle(join(directory, "dist"));
// The pages, when they are built.
mkdirSync(join(directory, "dist", "packages", "web"), { recursive: true });
symlinkSync(join(root, "packages", "web", "dist"), join(directory, "dist", "packages", "web", "dist"), "junction");
cpSync(join(root, "package.json"), join(directory, "package.json"));
// The launcher comes last: where it is, all is there.
cpSync(join(root, "bin"), join(directory, "bin.new"), { recursive: true });
renameSync(join(directory, "bin.new"), join(directory, "bin"));
