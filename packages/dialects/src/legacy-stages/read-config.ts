import { type Diagnostic, globProblem } from "@headrace/pipeline";
import { createNodeReader, type NodeReader } from "../source/node-reader.ts";
import type { SourceNode } from "../source/source-node.ts";
import { type LegacyJob, type LegacyPipeline, type LegacyStage, legacyDefaults, maxRetryCount } from "./config.ts";
import { readConditions } from "./read-conditions.ts";
import { readTriggers } from "./read-triggers.ts";
import { readVariables } from "./read-variables.ts";
import { singleQuotedVariables } from "./single-quoted-variables.ts";

export interface ReadConfig {
  readonly config: LegacyPipeline;
  readonly diagnostics: readonly Diagnostic[];
}

const dependencyAliases = { depends_on: "dependencies", dependsOn: "dependencies", needs: "dependencies" } as const;

const pipelineKeys = {
  of: "A pipeline",
  keys: ["name", "description", "variables", "triggers", "timeout", "stages"],
  aliases: { trigger: "triggers" },
};
const stageKeys = {
  of: "A stage",
  keys: ["name", "dependencies", "environment", "allow_failure", "parallel", "conditions", "jobs"],
  aliases: dependencyAliases,
};
const jobKeys = {
  of: "A job",
  keys: ["name", "commands", "environment", "artifacts", "dependencies", "timeout", "retry_count", "allow_failure"],
  aliases: dependencyAliases,
};

/** Reads a configuration: aliases resolved, defaults applied, everything wrong with it told. */
export function readConfig(root: SourceNode): ReadConfig {
  const reader = createNodeReader();
  const parts = reader.parts(root, pipelineKeys);
  const variables = readVariables(reader, parts.get("variables"));
  const stages = parts.get("stages");
  if (stages === undefined && root.kind === "mapping") {
    const mend = "Add a list of `stages`, each with `jobs`.";
    reader.report(root, { code: "missing-key", severity: "error", message: "The pipeline has no `stages`.", mend });
  }
  const config: LegacyPipeline = {
    name: nameOf(reader, { owner: root, node: parts.get("name"), standIn: legacyDefaults.pipelineName }),
    description: reader.text(parts.get("description")) ?? "",
    variables,
    triggers: readTriggers(reader, parts.get("triggers")),
    timeout: reader.positive(parts.get("timeout")) ?? legacyDefaults.pipelineTimeout,
    stages: (reader.list(stages) ?? []).flatMap((node) =>
      reader.mapping(node) === undefined ? [] : [readStage(reader, node, variables)],
    ),
  };
  return { config, diagnostics: reader.diagnostics };
}

function readStage(reader: NodeReader, node: SourceNode, outer: Readonly<Record<string, string>>): LegacyStage {
  const parts = reader.parts(node, stageKeys);
  const environment = parts.get("environment");
  const named = environment?.kind === "scalar" ? reader.text(environment) : undefined;
  const own = environment?.kind === "scalar" ? {} : readVariables(reader, environment);
  const conditions = readConditions(reader, parts.get("conditions"));
  const jobs = parts.get("jobs");
  if (jobs === undefined) {
    const mend = "Add a list of `jobs`, each with `commands`.";
    reader.report(node, { code: "missing-key", severity: "error", message: "The stage has no `jobs`.", mend });
  }
  return {
    name: nameOf(reader, { owner: node, node: parts.get("name"), standIn: legacyDefaults.stageName }),
    dependencies: dependenciesOf(reader, parts.get("dependencies")),
    environment: own,
    ...(named === undefined ? {} : { deploymentEnvironment: named }),
    allowFailure: reader.boolean(parts.get("allow_failure")) ?? false,
    parallel: reader.boolean(parts.get("parallel")) ?? true,
    ...(conditions === undefined ? {} : { conditions }),
    jobs: (reader.list(jobs) ?? []).flatMap((job) =>
      reader.mapping(job) === undefined ? [] : [readJob(reader, job, { ...outer, ...own })],
    ),
  };
}

function readJob(reader: NodeReader, node: SourceNode, outer: Readonly<Record<string, string>>): LegacyJob {
  const parts = reader.parts(node, jobKeys);
  const environment = readVariables(reader, parts.get("environment"));
  const commands = parts.get("commands");
  if (commands === undefined || (commands.kind === "list" && commands.items.length === 0)) {
    const code = commands === undefined ? "missing-key" : "invalid-value";
    const mend = "Add at least one shell command to its list of `commands`.";
    reader.report(commands ?? node, { code, severity: "error", message: "The job has no commands.", mend });
  }
  warnOfSingleQuotes(reader, commands, { ...outer, ...environment });
  return {
    name: nameOf(reader, { owner: node, node: parts.get("name"), standIn: legacyDefaults.jobName }),
    commands: reader.texts(commands) ?? [],
    environment,
    artifacts: readArtifacts(reader, parts.get("artifacts")),
    dependencies: dependenciesOf(reader, parts.get("dependencies")),
    timeout: reader.positive(parts.get("timeout")) ?? legacyDefaults.commandTimeout,
    retryCount: reader.count(parts.get("retry_count"), maxRetryCount) ?? 0,
    allowFailure: reader.boolean(parts.get("allow_failure")) ?? false,
  };
}

function nameOf(
  reader: NodeReader,
  from: { readonly owner: SourceNode; readonly node: SourceNode | undefined; readonly standIn: string },
): string {
  const name = reader.text(from.node)?.trim() ?? "";
  if (name !== "") return name;
  if (from.owner.kind === "mapping") {
    reader.report(from.node ?? from.owner, {
      code: "missing-key",
      severity: "warning",
      message: `It has no name; it is called "${from.standIn}".`,
      mend: "Give it a `name`.",
    });
  }
  return from.standIn;
}

function readArtifacts(reader: NodeReader, node: SourceNode | undefined): readonly string[] {
  return (reader.list(node) ?? []).flatMap((item) => {
    const path = reader.text(item);
    const problem = path === undefined ? null : globProblem(path.replace(/^\.\//, ""));
    if (path === undefined || problem === null) return path ?? [];
    const mend = "Give a path or a pattern below the project's directory.";
    reader.report(item, {
      code: "bad-glob",
      severity: "error",
      message: `"${path}" is no artifact: ${problem}.`,
      mend,
    });
    return [];
  });
}

/** A list of names; one name alone is a list of one. */
function dependenciesOf(reader: NodeReader, node: SourceNode | undefined): readonly string[] {
  const names = node?.kind === "scalar" ? [reader.text(node) ?? ""] : (reader.texts(node) ?? []);
  return [...new Set(names)];
}

function warnOfSingleQuotes(
  reader: NodeReader,
  commands: SourceNode | undefined,
  variables: Readonly<Record<string, string>>,
): void {
  for (const item of commands?.kind === "list" ? commands.items : []) {
    if (item.kind !== "scalar") continue;
    for (const name of singleQuotedVariables(item.text, variables)) {
      reader.report(item, {
        code: "invalid-value",
        severity: "warning",
        message: `$${name} stands in single quotes, where the shell does not put in its value.`,
        mend: `Use double quotes: "$${name}".`,
      });
    }
  }
}
