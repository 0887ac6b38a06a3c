// The packages' sources as a few files.
import { cpSync, globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, sep } from "node:path";
import { type Plugin, rolldown } from "rolldown";

const root = join(import.meta.dirname, "../..");

/** What is started by its name: the command, the library, and the programs of threads and small processes. */
const entries: Readonly<Record<string, string>> = {
  main: "packages/cli/src/main.ts",
  library: "packages/library/src/index.ts",
  ...Object.fromEntries(workers().map((path) => [basename(path, ".ts"), path])),
};

/** Small libraries that every command loads: in the bundle they take a third of the time that their many files take. */
const inlined = ["@actions/expressions", "commander", "croner", "js-yaml"];

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

/** The command, the library and what they need at run time, but neither their large dependencies nor the pages. */
export async function writeBundle(folder: string): Promise<void> {
  const { dependencies }: { dependencies: Readonly<Record<string, string>> } = JSON.parse(
    readFileSync(join(root, "package.json"), "utf8"),
  );
  const names = Object.keys(dependencies).filter((name) => !inlined.includes(name));
  const bundle = await rolldown({
    cwd: root,
    input: { ...entries },
    platform: "node",
    external: (id) => names.some((name) => id === name || id.startsWith(`${name}/`)),
    plugins: [keepPlaces],
  });
  await bundle.write({ dir: folder, format: "esm", entryFileNames: "[name].js", chunkFileNames: "[name]-[hash].js" });
  await bundle.close();
  for (const path of filesBeside()) copyFile(folder, path);
  for (const path of workers()) writeStub(folder, path);
  writeLicences(folder);
}

/** Under what others have written that is now part of these files. */
function writeLicences(folder: string): void {
  const parts = inlined.map((name) => {
    const library = join(root, "node_modules", name);
    const { version }: { version: string } = JSON.parse(readFileSync(join(library, "package.json"), "utf8"));
    return `${name} ${version}\n\n${readFileSync(join(library, "LICENSE"), "utf8").trim()}\n`;
  });
  writeFileSync(join(folder, "LICENCES.txt"), parts.join(`\n${"-".repeat(80)}\n\n`));
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
