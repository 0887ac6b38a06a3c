export interface ProjectFacts {
  /** Of the directory. */
  readonly name: string;
  /** Of package.json; undefined where there is none. */
  readonly scripts?: readonly string[] | undefined;
  readonly hasLock: boolean;
  readonly hasMakefile: boolean;
}

/** A small pipeline to begin with, as YAML. */
export function firstPipeline(facts: ProjectFacts): string {
  const name =
    facts.name
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, "-")
      .replaceAll(/^-+|-+$/g, "") || "pipeline";
  return `# What runs, and in which order. \`headrace run\` runs it, \`headrace validate\` checks it.\nname: ${name}\n\nstages:\n${stagesOf(facts)}`;
}

function stagesOf({ scripts, hasLock, hasMakefile }: ProjectFacts): string {
  if (scripts !== undefined) return nodeStages(scripts, hasLock);
  if (hasMakefile) return stage("build", "build", ["make"]) + stage("test", "test", ["make test"], "build");
  return stage("build", "build", ['echo "build it here"']) + stage("test", "test", ['echo "test it here"'], "build");
}

/** Each stage may have a tree of its own, so each installs what it needs. */
function nodeStages(scripts: readonly string[], hasLock: boolean): string {
  const install = hasLock ? ["npm ci"] : ["npm install"];
  const run = (script: string): string => (script === "test" ? "npm test" : `npm run ${script}`);
  const known = [
    { script: "build", category: "build" },
    { script: "lint", category: "test" },
    { script: "test", category: "test" },
  ].filter(({ script }) => scripts.includes(script));
  if (known.length === 0) return stage("install", "build", install);
  const before = scripts.includes("build") ? "build" : undefined;
  return known
    .map(({ script, category }) => {
      const need = script === "test" ? before : undefined;
      return stage(script, category, [...install, run(script)], need);
    })
    .join("");
}

function stage(id: string, category: string, steps: readonly string[], need?: string): string {
  const lines = [
    `  ${id}:`,
    `    category: ${category}`,
    ...(need === undefined ? [] : [`    needs: [${need}]`]),
    "    steps:",
    ...steps.map((step) => `      - run: ${step}`),
  ];
  return `${lines.join("\n")}\n`;
}
