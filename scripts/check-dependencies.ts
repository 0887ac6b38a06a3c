// The root's dependencies are what the packed package installs, so they must be the union of what the packages need,
// at equal versions; and the lock must be one that `npm ci` takes.
import { readdirSync, readFileSync } from "node:fs";
import { missingFromLock, readLock } from "./lock.ts";

interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

const problems = [...compareDependencies(), ...findLockGaps()];
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;

function compareDependencies(): readonly string[] {
  const own = readManifest("package.json").dependencies ?? {};
  const manifests = readdirSync(new URL("../packages", import.meta.url)).map((name) =>
    readManifest(`packages/${name}/package.json`),
  );
  // The launcher needs the Node that it looks for; no package imports it.
  const used = new Set(["node"]);
  const problems: string[] = [];
  for (const { name, dependencies = {} } of manifests) {
    for (const [dependency, version] of Object.entries(dependencies)) {
      if (dependency.startsWith("@headrace/")) continue;
      used.add(dependency);
      if (own[dependency] !== version) {
        const found = own[dependency] ?? "nothing";
        problems.push(`package.json has ${found} for ${dependency}, and ${name} needs ${version}: make them equal.`);
      }
    }
  }
  for (const dependency of Object.keys(own)) {
    if (!used.has(dependency)) problems.push(`package.json has ${dependency}, which no package needs: remove it.`);
  }
  return problems;
}

function findLockGaps(): readonly string[] {
  return missingFromLock(readLock()).map(
    ({ name, version }) => `package-lock.json lacks ${name}@${version}, and npm ci refuses it: npm run mend-lock.`,
  );
}

function readManifest(path: string): Manifest {
  return JSON.parse(readFileSync(new URL(`../${path}`, import.meta.url), "utf8"));
}
