import type { Pipeline } from "../model/pipeline.ts";
import { checkCredentials } from "./check-credentials.ts";
import { checkTemplate } from "./check-expressions.ts";
import { checkGates } from "./check-gates.ts";
import { checkGraph } from "./check-graph.ts";
import { checkMatrix } from "./check-matrix.ts";
import { checkNames } from "./check-names.ts";
import { checkParameters } from "./check-parameters.ts";
import type { AvailableResources } from "./check-resources.ts";
import { checkResources } from "./check-resources.ts";
import { checkRuns } from "./check-runs.ts";
import { checkSharedWorkspace } from "./check-shared-workspace.ts";
import { checkTimes } from "./check-times.ts";
import type { Finding, Report } from "./finding.ts";
import { namesOf } from "./names.ts";
import { visitTemplates } from "./template-sites.ts";

export interface ValidateOptions {
  /** The most instances of one matrix; 256 unless said. */
  readonly maxMatrix?: number;
  /** What the executor has; nothing is compared without it. */
  readonly available?: AvailableResources;
  /** `shared` also reports what could collide in one directory. */
  readonly workspace?: "shared" | "isolated";
}

interface DefinitionOptions extends ValidateOptions {
  /** Names that the text has but the model lacks, for they were not sound. */
  readonly unsound?: Iterable<string>;
  /** Credentials are looked for in the text instead, where they are. */
  readonly skipCredentials?: boolean;
}

/** Everything about a definition that its structure alone does not say. */
export function checkDefinition(pipeline: Pipeline, options: DefinitionOptions): readonly Finding[] {
  const findings: Finding[] = [];
  const report: Report = (finding) => findings.push(finding);
  const names = namesOf(pipeline, { unsound: options.unsound });
  checkNames(pipeline, report);
  checkParameters(pipeline.parameters, report);
  checkTimes(pipeline, report);
  const graph = checkGraph(names, report);
  for (const stage of pipeline.stages) {
    checkMatrix(stage, options.maxMatrix ?? 256, report);
    checkGates(stage, report);
    if (options.available !== undefined) checkResources(stage, options.available, report);
  }
  visitTemplates(pipeline, (site) => checkTemplate(site, names, report));
  checkRuns(pipeline, graph, report);
  if (options.workspace === "shared") checkSharedWorkspace(pipeline, graph, report);
  if (options.skipCredentials !== true) checkCredentials(pipeline, report);
  return findings;
}
