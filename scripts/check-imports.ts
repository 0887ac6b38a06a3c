// Holds the one direction of imports: what each package may import of ours, by its index or a room it exports, and what is
// pure; and that no module needs itself, by way of others, to be loaded.
import { globSync, readFileSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import { parseSync } from "oxc-parser";

/** What each package's sources may import of ours; the table of ARCHITECTURE.md. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  pipeline: [],
  execution: ["pipeline"],
  dialects: ["pipeline"],
  engine: ["pipeline", "execution"],
  forges: ["pipeline", "execution", "engine"],
  store: ["pipeline", "execution", "engine"],
  library: ["pipeline", "execution", "dialects", "engine", "forges", "store"],
  app: ["pipeline", "execution", "dialects", "engine", "forges", "store", "library"],
  mcp: ["pipeline", "app"],
  server: ["pipeline", "execution", "engine", "store", "app", "mcp"],
  web: ["pipeline", "execution", "app"],
  cli: ["pipeline", "execution", "dialects", "engine", "forges", "store", "library", "app", "mcp", "server"],
};

/** These run in a browser too. That they use no global of Node's is seen by tsconfig.pure.json. */
const pure = ["pipeline", "execution", "dialects"];
/** And these; of what they import elsewhere, only types may come from beyond. */
const browserRooms = [join("packages", "web", "src"), join("packages", "app", "src", "client")];
/** The only rooms of a package that another one may import: the rest does not run where that one runs, or is not its business. */
const onlyRooms: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  web: { app: "client" },
  forges: { engine: "net" },
};

const root = join(import.meta.dirname, "..");
const paths = globSync("packages/*/{src,test}/**/*.{ts,tsx}", { cwd: root });
const imports = new Map(paths.map((path) => [path, importsOf(path)]));
const problems = [...paths.flatMap(checkFile), ...findCycles()];
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;

function checkFile(path: string): readonly string[] {
  const [, home = "", kind = ""] = path.split(sep);
  const allowed = mayImport[home];
  if (allowed === undefined) return [`${path}: the package ${home} is not in the table of scripts/check-imports.ts.`];
  return (imports.get(path) ?? []).flatMap(({ line, specifier }) => {
    const problem = judge({ path, home, allowed, isTest: kind === "test" }, specifier);
    return problem === undefined ? [] : [`${path}:${line}: ${problem}`];
  });
}

interface Place {
  readonly path: string;
  readonly home: string;
  readonly allowed: readonly string[];
  readonly isTest: boolean;
}

function judge(place: Place, specifier: string): string | undefined {
  const { path, home, allowed, isTest } = place;
  if (specifier.startsWith(".")) {
    const target = join(dirname(path), specifier);
    const inside = join("packages", home) + sep;
    if (target.startsWith(inside) || (isTest && !target.startsWith(`packages${sep}`))) return undefined;
    return `${specifier} leaves the package: import @headrace/<package> instead.`;
  }
  if (specifier.startsWith("@headrace/")) {
    const [, name = "", ...deep] = specifier.split("/");
    if (deep.length > 0 && !offers(name, deep.join("/"))) {
      return `${specifier} reaches into a package: import @headrace/${name}, or a room that its package.json exports.`;
    }
    const room = onlyRooms[home]?.[name];
    if (!isTest && room !== undefined && deep.join("/") !== room)
      return `${home} may import @headrace/${name}/${room} alone.`;
    if (isTest || allowed.includes(name)) return undefined;
    return `${home} may not import ${name}: it may import ${allowed.join(", ") || "nothing of ours"}.`;
  }
  const inBrowser = pure.includes(home) || browserRooms.some((room) => path.startsWith(room + sep));
  if (!isTest && specifier.startsWith("node:") && inBrowser) {
    return `${home} runs in a browser too and may not import ${specifier}.`;
  }
  return undefined;
}

/** Whether the package exports this room beside its index. */
function offers(name: string, room: string): boolean {
  const manifest: unknown = JSON.parse(readFileSync(join(root, "packages", name, "package.json"), "utf8"));
  if (typeof manifest !== "object" || manifest === null || !("exports" in manifest)) return false;
  return typeof manifest.exports === "object" && manifest.exports !== null && `./${room}` in manifest.exports;
}

/** One cycle for each import that closes one. Packages cannot form one: the table above has none. */
function findCycles(): readonly string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const above: string[] = [];
  const visit = (path: string): void => {
    if (above.includes(path)) {
      const cycle = [...above.slice(above.indexOf(path)), path];
      found.push(`${path}: needs itself to be loaded: ${cycle.join(" → ")}.`);
      return;
    }
    if (done.has(path)) return;
    above.push(path);
    for (const { specifier, isLoadedFirst } of imports.get(path) ?? []) {
      if (isLoadedFirst && specifier.startsWith(".")) visit(join(dirname(path), specifier));
    }
    above.pop();
    done.add(path);
  };
  paths.forEach(visit);
  return found;
}

interface Import {
  readonly line: number;
  readonly specifier: string;
  /** Neither types alone nor loaded when it is asked for. */
  readonly isLoadedFirst: boolean;
}

function importsOf(path: string): readonly Import[] {
  const source = readFileSync(join(root, path), "utf8");
  const { module } = parseSync(path, source);
  const found = [
    ...module.staticImports.map(({ moduleRequest: span, entries }) => ({
      span,
      isLoadedFirst: entries.length === 0 || entries.some(({ isType }) => !isType),
    })),
    ...module.staticExports.flatMap(({ entries }) =>
      entries.map(({ moduleRequest: span, isType }) => ({ span, isLoadedFirst: !isType })),
    ),
    ...module.dynamicImports.map(({ moduleRequest: span }) => ({ span, isLoadedFirst: false })),
  ];
  return found.flatMap(({ span, isLoadedFirst }) => {
    if (span === null) return [];
    const line = source.slice(0, span.start).split("\n").length;
    // A dynamic import may be computed; then there is nothing to say about it here.
    const literal = /^(["'])(.*)\1$/.exec(source.slice(span.start, span.end));
    return literal?.[2] === undefined ? [] : [{ line, specifier: literal[2], isLoadedFirst }];
  });
}
