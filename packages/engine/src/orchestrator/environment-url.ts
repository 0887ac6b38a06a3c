import { evaluateTemplate } from "@headrace/pipeline";
import { attemptReference, type WorkingAttempt } from "./attempt.ts";
import type { Progress } from "./progress.ts";
import { evaluateIn } from "./stage-scope.ts";
import { messageOf } from "./step-runner.ts";

/**
 * Where the environment can be seen, evaluated at the stage's end. What is no `http:` or `https:` URL would be a trap as
 * a link and is left out, as is one that holds a secret; the deployment itself stands, so that this is a warning.
 */
export async function environmentUrlOf(attempt: WorkingAttempt, progress: Progress): Promise<string | undefined> {
  const template = attempt.stage.environment?.url;
  if (template === undefined) return undefined;
  const leftOut = (why: string): undefined => {
    const message = attempt.masker.maskText(`the environment's url was left out: ${why}`);
    progress.trail.push({ type: "annotation", ...attemptReference(attempt), level: "warning", message });
  };
  let url: string;
  try {
    url = await evaluateIn(attempt, { progress }, (scope) => evaluateTemplate(template, scope));
  } catch (error) {
    return leftOut(messageOf(error));
  }
  if (url === "") return undefined;
  if (attempt.masker.containsSecret(url)) return leftOut("it contains a secret");
  const parsed = URL.parse(url);
  if (parsed === null || !["http:", "https:"].includes(parsed.protocol)) {
    return leftOut(`"${url}" is not an http or https URL`);
  }
  return parsed.href;
}
