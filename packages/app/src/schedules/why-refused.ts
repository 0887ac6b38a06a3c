import { type Pipeline, resolveParameters } from "@headrace/pipeline";
import { defaultParameters, settingsOf } from "../pipelines/settings.ts";

/** Why a definition does not take the parameters that a schedule gives it, for people; null where it does. */
export function whyRefused(
  pipeline: Pipeline,
  settings: string,
  parameters: Readonly<Record<string, string>>,
): string | null {
  const given = { ...defaultParameters(pipeline, settingsOf(settings)), ...parameters };
  const [first] = resolveParameters(pipeline, given).diagnostics;
  return first === undefined ? null : [first.message, first.mend].join(" ").trim();
}
