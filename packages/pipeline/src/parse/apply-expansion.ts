import type { StageExpansion, StageTypeStep } from "../stage-types/stage-type.ts";
import type { StageText, StepText } from "./build-values.ts";

/** A stage as it would be written without its `uses`: what it says itself is added, or wins. */
export function applyExpansion(text: StageText, expansion: StageExpansion): StageText {
  const { steps, afterSteps, outputs, reports, artifacts, cache, services, image } = expansion;
  return {
    ...text,
    steps: steps.map(stepText),
    afterSteps: [...(text.afterSteps ?? []), ...(afterSteps ?? []).map(stepText)],
    outputs: { ...outputs, ...text.outputs },
    artifacts: [...(text.artifacts ?? []), ...(artifacts ?? [])],
    cache: [...(text.cache ?? []), ...(cache ?? [])],
    ...(services === undefined ? {} : { services: { ...services, ...text.services } }),
    ...(image === undefined || text.image !== undefined ? {} : { image }),
    ...(reports === undefined && text.reports === undefined ? {} : { reports: mergeReports(text.reports, reports) }),
  };
}

function mergeReports(own: StageText["reports"], more: StageText["reports"]): StageText["reports"] {
  const junit = [...(own?.junit ?? []), ...(more?.junit ?? [])];
  const coverage = own?.coverage ?? more?.coverage;
  return { ...(junit.length === 0 ? {} : { junit }), ...(coverage === undefined ? {} : { coverage }) };
}

export function stepText(step: StageTypeStep): StepText {
  const { variables, ...rest } = step;
  return { ...rest, ...(variables === undefined ? {} : { variables: { ...variables } }) };
}
