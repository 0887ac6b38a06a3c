import type { Check } from "./reading.ts";

/** What a role does not allow. */
export const notYours = {
  change: "Your role may not change pipelines: an owner or a maintainer can give you another.",
  run: "Your role may not run pipelines: an owner or a maintainer can give you another.",
} as const;

/** Why what is drawn cannot be run now; undefined where it can. */
export function whyNoRun(mayRun: boolean, check: Check | undefined): string | undefined {
  if (!mayRun) return notYours.run;
  return check?.valid === false ? "Mend the problems first: the list below the canvas names them." : undefined;
}
