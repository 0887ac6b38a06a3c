// The root repeats what the packages need, at equal versions: as dependencies what is installed with the packed package
// (its bundle has the others), else as dependencies of development; each package imports what it needs; the lock must be
// one that `npm ci` takes; and there is one version number of ours.
import { globSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { version } from "../packages/cli/src/version.ts";
import { missingFromLock, readLock } from "./lock.ts";

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

const root = readManifest("package.json");
const packages = readdirSync(new URL("../packages", import.meta.url)).map((folder) => ({
  folder,
  ...readManifest(`packages/${folder}/package.json`),
}));
const problems = [...compareDependencies(), ...findUnused(), ...findLockGaps(), ...compareVersions()];
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;

function compareDependencies(): readonly string[] {
  const own = { ...root.devDependencies, ...root.dependencies };
  // The launcher needs the Node that it looks for; no package imports it.
  const used = new Set(["node"]);
  const problems: string[] = [];
  for (const { name, dependencies = {} } of packages) {
    for (const [dependency, version] of Object.entries(dependencies)) {
      if (dependency.startsWith("@headrace/")) continue;
      used.add(dependency);
      if (own[dependency] !== version) {
        const found = own[dependency] ?? "nothing";
        problems.push(`package.json has ${found} for ${dependency}, and ${name} needs ${version}: make them equal.`);
      }
    }
  }
  for (const dependency of Object.keys(root.dependencies ?? {})) {
    if (!used.has(dependency)) problems.push(`package.json has ${dependency}, which no package needs: remove it.`);
  }
  return problems;
}

/** knip does not see these: what it leaves out of the root, which repeats them, it leaves out of every package. */
function findUnused(): readonly string[] {
  return packages.flatMap(({ folder, name, dependencies = {}, devDependencies = {} }) => {
    const cwd = new URL(`../packages/${folder}/`, import.meta.url);
    const files = globSync(["{src,test,scripts}/**/*.{ts,tsx}", "*.config.ts"], { cwd: fileURLToPath(cwd) });
    const text = files.map((file) => readFileSync(new URL(file, cwd), "utf8")).join("\n");
    return Object.keys({ ...dependencies, ...devDependencies })
      .filter((dependency) => !dependency.startsWith("@types/"))
      .filter((dependency) => !text.includes(`"${dependency}"`) && !text.includes(`"${dependency}/`))
      .map((dependency) => `${name} needs ${dependency}, which it imports nowhere: remove it.`);
  });
}

function findLockGaps(): readonly string[] {
  return missingFromLock(readLock()).map(
    ({ name, version }) => `package-lock.json lacks ${name}@${version}, and npm ci refuses it: npm run mend-lock.`,
  );
}

function compareVersions(): readonly string[] {
  const versions = [...packages.map(({ name, version: own }) => ({ name, own })), { name: "--version", own: version }];
  return versions
    .filter(({ own }) => own !== root.version)
    .map(({ name, own }) => `${name} says ${own}, and package.json ${root.version}: make them equal.`);
}

function readManifest(path: string): Manifest {
  return JSON.parse(readFileSync(new URL(`../${path}`, import.meta.url), "utf8"));
}
