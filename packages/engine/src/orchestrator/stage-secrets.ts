import { HeadraceError } from "@headrace/pipeline";
import type { WorkingAttempt } from "./attempt.ts";
import { fail, type Progress } from "./progress.ts";

/**
 * The attempt with what its stage is given now, masked from here on; null when it does not get all that it names, which
 * fails the stage.
 */
export async function withStageSecrets(attempt: WorkingAttempt, progress: Progress): Promise<WorkingAttempt | null> {
  const { stage, instance, number, secretSource, masker, observer } = attempt;
  const names = stage.secrets.filter((name) => !attempt.secrets.has(name));
  if (secretSource === undefined || names.length === 0) return attempt;
  try {
    const given = await secretSource.secretsFor({
      stage: stage.id,
      instance: instance.instance,
      attempt: number,
      ...(instance.environment === undefined ? {} : { environment: instance.environment }),
      names,
    });
    for (const [name, value] of given) {
      const notice = masker.add(name, value);
      if (notice !== null) observer.notice?.(notice.message);
    }
    return { ...attempt, secrets: new Map([...attempt.secrets, ...given]) };
  } catch (error) {
    if (!(error instanceof HeadraceError) || error.code !== "secret-not-given") throw error;
    fail(progress, { outcome: "failed", message: error.message });
    return null;
  }
}
