// Makes dist/, what the packed package runs: the packages' sources bundled into a few files, since a program of hundreds
// of small modules takes longer to load than a trivial pipeline to run; and the library's declarations, in which the
// imports of one package by another are made relative, since the packed package is one. Libraries are in the bundle, so
// that only those are installed with the package whose types the declarations name, and Node.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, globSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, join, relative, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { parseSync, Visitor } from "oxc-parser";
import { toScript, writeBundle } from "./bundle/write-bundle.ts";

const root = join(import.meta.dirname, "..");
const dist = join(root, "dist");
const manifest: { readonly dependencies: Readonly<Record<string, string>> } = JSON.parse(
  readFileSync(join(root, "package.json"), "utf8"),
);

rmSync(dist, { recursive: true, force: true });
writeDeclarations();
await writeBundle(dist);
await copyPages();
await writeEntry();
keepDeclarations("packages/library/src/index.ts");

/** The pages, where the server looks for them: beside its own package. */
async function copyPages(): Promise<void> {
  await import("../packages/web/scripts/build.ts");
  cpSync(join(root, "packages", "web", "dist"), join(dist, "packages", "web", "dist"), { recursive: true });
}

/**
 * What programs import. An older Node cannot even read the library's modules, and would say so of a line in the middle of
 * one. This one it can, and they are loaded only once the version is known to do: by `require`, which is synchronous, so
 * that a program may still load the package either way.
 */
async function writeEntry(): Promise<void> {
  const library = "./library.js";
  const names = Object.keys(await import(pathToFileURL(join(dist, library)).href));
  writeFileSync(
    join(dist, "index.js"),
    `import module from "node:module";

const [major, minor] = process.versions.node.split(".").map(Number);
if (!((major === 24 && minor >= 15) || major >= 26)) {
  throw new Error(
    "Headrace needs Node.js 24.15 or later; this is " + process.versions.node + ". Install it from https://nodejs.org, " +
      "or run the program with the one that the package brought: npx node",
  );
}
const library = module.createRequire(import.meta.url)("${library}");

${names.map((name) => `export const ${name} = library.${name};\n`).join("")}`,
  );
}

function writeDeclarations(): void {
  const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
  const config = join(root, "tsconfig.declarations.json");
  const { status } = spawnSync(process.execPath, [compiler, "-p", config], { stdio: "inherit" });
  if (status === 0) return;
  rmSync(dist, { recursive: true, force: true });
  throw new Error("The types are wrong, so nothing is packed.");
}

/** Those that a program reaches by way of the library's; the others are removed. */
function keepDeclarations(library: string): void {
  const kept = new Set([toDeclaration(toScript(library))]);
  // What is added while this goes on is gone through too.
  for (const path of kept) {
    const source = readFileSync(join(dist, path), "utf8");
    const { text, scripts } = rewriteImports(path, source);
    writeFileSync(join(dist, path), text);
    for (const script of scripts) kept.add(toDeclaration(script));
  }
  for (const path of globSync("packages/*/src/**/*.d.ts", { cwd: dist })) {
    if (!kept.has(path)) rmSync(join(dist, path));
  }
}

function toDeclaration(script: string): string {
  return script.replace(/\.js$/, ".d.ts");
}

function rewriteImports(path: string, source: string): { readonly text: string; readonly scripts: readonly string[] } {
  const scripts: string[] = [];
  let text = source;
  // From the last to the first, so that the earlier places stay true.
  for (const { start, end } of importSpans(path, source).sort((left, right) => right.start - left.start)) {
    const specifier = /^["'](.*)["']$/.exec(source.slice(start, end))?.[1];
    if (specifier === undefined) throw new Error(`${path} imports a computed name, which cannot be packed.`);
    const script = findScript(path, specifier);
    if (script === undefined) continue;
    scripts.push(script);
    const target = relative(dirname(path), script).split(sep).join("/");
    text = text.slice(0, start) + JSON.stringify(target.startsWith(".") ? target : `./${target}`) + text.slice(end);
  }
  return { text, scripts };
}

/** The script of ours that is imported; none for a library, which must be installed with the package. */
function findScript(path: string, specifier: string): string | undefined {
  const isOurs = specifier.startsWith("@headrace/");
  if (!isOurs && !specifier.startsWith(".")) {
    const name = /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier;
    if (isBuiltin(specifier) || Object.hasOwn(manifest.dependencies, name)) return undefined;
    throw new Error(`${path} needs the types of ${name}: name it among the dependencies in package.json.`);
  }
  const script = isOurs ? exportedScript(specifier) : join(dirname(path), toScript(specifier));
  requireSource(path, script);
  return script;
}

/** The script behind `@headrace/engine` or `@headrace/engine/reports`, as the package's own manifest names it. */
function exportedScript(specifier: string): string {
  const [, name = "", ...room] = specifier.split("/");
  const { exports }: { exports: Readonly<Record<string, string>> } = JSON.parse(
    readFileSync(join(root, "packages", name, "package.json"), "utf8"),
  );
  const source = exports[[".", ...room].join("/")];
  if (source === undefined) throw new Error(`${specifier} is not exported by packages/${name}/package.json.`);
  return toScript(join("packages", name, source));
}

function requireSource(path: string, target: string): void {
  const source = join(root, target.replace(/\.js$/, ".ts"));
  if (!existsSync(source)) throw new Error(`${path} imports ${target}, which has no source.`);
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** Where the names of imported modules stand, quotes included; in declarations also those of `import("…").Name`. */
function importSpans(path: string, source: string): Span[] {
  const { errors, module, program } = parseSync(path, source);
  const [error] = errors;
  if (error !== undefined) throw new Error(`${path} cannot be read: ${error.message}`);
  const spans: Span[] = [...module.staticImports, ...module.dynamicImports].map(({ moduleRequest }) => moduleRequest);
  new Visitor({
    ExportAllDeclaration: ({ source }) => spans.push(source),
    ExportNamedDeclaration: ({ source }) => source !== null && spans.push(source),
    TSImportType: ({ source }) => spans.push(source),
  }).visit(program);
  return spans;
}
