import { type StageCategory, stageCategories } from "../model/stage.ts";
import { readYaml } from "../parse/read-yaml.ts";
import { plainValue } from "../parse/source-document.ts";
import type { StageTypeRegistry } from "../stage-types/registry.ts";
import { createStageTypes } from "../stage-types/registry.ts";
import type { Outline, OutlineNeed, OutlineStage } from "./outline.ts";

type Written = Readonly<Record<string, unknown>>;

const limits = { maxNodes: 200_000, maxDepth: 100 };

/** What can be shown of a text that is not valid yet; null while it has no structure. */
export function readOutline(text: string, stageTypes: StageTypeRegistry = createStageTypes()): Outline | null {
  const { document, problems } = readYaml(text, limits);
  if (document.root === undefined || problems.some(({ code }) => code !== "duplicate-key")) return null;
  const root = plainValue(document, document.root);
  if (!isRecord(root)) return null;
  const stages = isRecord(root.stages) ? root.stages : {};
  return {
    name: textOf(root.name) ?? "",
    stages: Object.entries(stages).map(([id, stage]) => outlineStage(id, isRecord(stage) ? stage : {}, stageTypes)),
  };
}

function outlineStage(id: string, stage: Written, stageTypes: StageTypeRegistry): OutlineStage {
  const uses = typeof stage.uses === "string" ? stage.uses : undefined;
  const environment = textOf(isRecord(stage.environment) ? stage.environment.name : stage.environment);
  const when = textOf(stage.when);
  return {
    id,
    name: textOf(stage.name) ?? id,
    category:
      categoryOf(stage.category) ?? (uses === undefined ? undefined : stageTypes.get(uses)?.category) ?? "custom",
    ...(typeof stage.group === "string" && stage.group !== "" ? { group: stage.group } : {}),
    ...(uses === undefined ? {} : { uses }),
    needs: needsOf(stage.needs),
    ...(when === undefined ? {} : { when }),
    ...(isRecord(stage.matrix) ? { instances: instancesOf(stage.matrix) } : {}),
    steps: Array.isArray(stage.steps) ? stage.steps.length : 0,
    artifacts: listOf(stage.artifacts).flatMap(
      (artifact) => textOf(isRecord(artifact) ? artifact.name : artifact) ?? [],
    ),
    ...(environment === undefined ? {} : { environment }),
    approval: isRecord(stage.approval),
  };
}

function needsOf(needs: unknown): readonly OutlineNeed[] {
  const list = typeof needs === "string" ? [needs] : listOf(needs);
  return list.flatMap((need): readonly OutlineNeed[] => {
    if (typeof need === "string") return [{ stage: need, artifacts: true }];
    if (!isRecord(need) || typeof need.stage !== "string") return [];
    const { artifacts } = need;
    if (Array.isArray(artifacts)) return [{ stage: need.stage, artifacts: artifacts.map(String) }];
    return [{ stage: need.stage, artifacts: artifacts !== false }];
  });
}

/** Of a plain matrix; what is included and excluded is counted once the text is valid. */
function instancesOf(matrix: Written): number | null {
  if (!isRecord(matrix.axes)) return null;
  let count = 1;
  for (const values of Object.values(matrix.axes)) {
    if (!Array.isArray(values)) return null;
    count *= values.length;
  }
  return count;
}

function categoryOf(category: unknown): StageCategory | undefined {
  return stageCategories.find((known) => known === category);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? String(value)
    : undefined;
}

function isRecord(value: unknown): value is Written {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
