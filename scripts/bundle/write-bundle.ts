// The packages' sources as a few files.
import { cpSync, globSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, sep } from "node:path";
import { type Plugin, rolldown } from "rolldown";
import { asciiOnly } from "./ascii-only.ts";
import { askForBuiltins } from "./ask-for-builtins.ts";
import { createChunkNames } from "./chunk-names.ts";

const root = join(import.meta.dirname, "../..");

/** What is started by its name: the command, the library, and the programs of threads and small processes. */
const entries: Readonly<Record<string, string>> = {
  main: "packages/cli/src/main.ts",
  library: "packages/library/src/index.ts",
  ...Object.fromEntries(workers().map((path) => [basename(path, ".ts"), path])),
};

/** What a module finds beside itself it finds at the same path below dist/, though its own code lies elsewhere. */
const keepPlaces: Plugin = {
  name: "keep-places",
  transform: {
    filter: { code: "import.meta.url" },
    handler(code, id) {
      const place = JSON.stringify(`./${toScript(relative(root, id)).split(sep).join("/")}`);
      return code.replaceAll("import.meta.url", `new URL(${place}, import.meta.url).href`);
    },
  },
};

/**
 * The command, the library and all that they need at run time except the pages. Dependencies are part of it: a server
 * loads two thousand of their files, and in a bundle that takes half the time.
 */
export async function writeBundle(folder: string): Promise<void> {
  const bundle = await rolldown({
    cwd: root,
    input: { ...entries },
    platform: "node",
    plugins: [keepPlaces, askForBuiltins, asciiOnly],
    preserveEntrySignatures: "allow-extension",
    // What is loaded late from the sources comes early where it shares a file.
    checks: { ineffectiveDynamicImport: false },
  });
  const { output } = await bundle.write({
    dir: folder,
    format: "esm",
    // What licences ask to be kept stays; the rest is read at each start and by nobody.
    comments: { legal: true, annotation: false, jsdoc: false },
    entryFileNames: "[name].js",
    chunkFileNames: "[name]-[hash].js",
    codeSplitting: {
      includeDependenciesRecursively: false,
      groups: [{ name: createChunkNames(root), debugName: "command and run" }],
    },
  });
  await bundle.close();
  for (const path of filesBeside()) copyFile(folder, path);
  for (const path of workers()) writeStub(folder, path);
  writeLicences(folder, librariesOf(output.flatMap((file) => (file.type === "chunk" ? file.moduleIds : []))));
}

/** The directories of the packages that these modules are from, without our own. */
function librariesOf(modules: readonly string[]): readonly string[] {
  const found = modules.map((id) => /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(id)?.[0]);
  return [...new Set(found.filter((library) => library !== undefined))].sort();
}

/** Under what others have written that is now part of these files. */
function writeLicences(folder: string, libraries: readonly string[]): void {
  const parts = libraries.map((library) => {
    const { name, version, ...manifest }: Manifest = JSON.parse(readFileSync(join(library, "package.json"), "utf8"));
    const path = readdirSync(library).find((file) => /^licen[cs]e(\.|$)/i.test(file));
    // Some name their licence, and leave its text out.
    const text = path === undefined ? nameLicence(manifest) : readFileSync(join(library, path), "utf8").trim();
    return `${name} ${version}\n\n${text}\n`;
  });
  writeFileSync(join(folder, "LICENCES.txt"), parts.join(`\n${"-".repeat(80)}\n\n`));
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly author?: string | { readonly name: string };
}

function nameLicence({ license, author }: Omit<Manifest, "name" | "version">): string {
  if (license === undefined) throw new Error("A library without a licence cannot be packed.");
  const name = typeof author === "object" ? author.name : author;
  return name === undefined ? license : `${license}, by ${name}`;
}

/** Programs that are started by a path beside the module that starts them. */
function workers(): readonly string[] {
  return globSync("packages/*/src/**/*-worker.ts", { cwd: root, exclude: ["packages/web/**"] });
}

function writeStub(folder: string, path: string): void {
  const stub = join(folder, toScript(path));
  mkdirSync(dirname(stub), { recursive: true });
  const target = relative(dirname(stub), join(folder, `${basename(path, ".ts")}.js`))
    .split(sep)
    .join("/");
  writeFileSync(stub, `import "${target}";\n`);
}

/** What is read at run time and is no code: the page of the API, templates, the demonstration's repository. */
function filesBeside(): readonly string[] {
  return globSync("packages/*/src/**", { cwd: root, withFileTypes: true, exclude: ["packages/web/**"] })
    .filter((entry) => entry.isFile() && !entry.name.endsWith(".ts"))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
}

function copyFile(folder: string, path: string): void {
  const target = join(folder, path);
  mkdirSync(dirname(target), { recursive: true });
  cpSync(join(root, path), target);
}

export function toScript(path: string): string {
  return path.replace(/\.ts$/, ".js");
}
