import type { Reference } from "../expressions/index.ts";
import { taintedReferences } from "../expressions/index.ts";
import type { Stage } from "../model/stage.ts";
import type { ExpressionSite } from "./check-expressions.ts";
import type { Report } from "./finding.ts";
import type { Names } from "./names.ts";
import { carriesText } from "./names.ts";
import { variableNameOf } from "./variable-name.ts";

interface Inquiry {
  readonly names: Names;
  readonly report: Report;
}

/**
 * Refuses text from outside that an expression would make part of a script: whoever chooses a branch's name would
 * choose what the shell runs. A comparison gives true or false and carries nothing. Only `sound` references are
 * looked at: those that can exist there.
 */
export function checkInjection(site: ExpressionSite, sound: readonly Reference[], { names, report }: Inquiry): void {
  const places = new Set(sound.map(({ offset }) => offset));
  for (const reference of taintedReferences(site.expression)) {
    if (!places.has(reference.offset)) continue;
    if (!isUntrusted(reference, site.stage, names)) continue;
    report({
      code: "script-injection",
      path: site.path,
      message: `\`${reference.text}\` comes from outside and would become part of the script, where it could run as a command.`,
      mend: mendOf(reference, site.shell ?? "sh"),
      within: { text: site.text, offset: site.base + reference.offset, length: reference.text.length },
    });
  }
}

const safeGit = ["commit"];

function isUntrusted({ context, path }: Reference, stage: Stage | undefined, names: Names): boolean {
  const [member, property] = path.map((part) => (typeof part === "string" ? part.toLowerCase() : undefined));
  switch (context) {
    case "git":
      return member === undefined || !safeGit.includes(member);
    case "params": {
      if (member === undefined) return true;
      const type = names.parameters.get(member)?.type;
      return type === "string" || type === "secret";
    }
    case "needs":
      return property !== "result";
    case "steps":
      return property === undefined || property === "outputs";
    case "matrix":
      return stage !== undefined && hasComputedMatrix(stage, member);
    case "vars":
      return member === undefined || names.taintedVariables.has(member);
    // An instance is named after the values of its matrix.
    case "stage":
      return (member === undefined || member === "instance") && stage !== undefined && hasComputedMatrix(stage);
    // A step may have written anything to it, and the shell reads it as "$NAME" anyway.
    case "env":
    case "secrets":
      return true;
    default:
      return false;
  }
}

/** Whether text from outside can be in an instance's values: in that of one axis, where its name is known. */
function hasComputedMatrix({ matrix }: Stage, axis?: string): boolean {
  if (matrix === undefined) return false;
  const parts = [matrix.axes, ...(typeof matrix.include === "string" ? [matrix.include] : matrix.include)];
  return parts.some((part) => holdsText(axis === undefined || typeof part === "string" ? part : memberOf(part, axis)));
}

/** Names are the same in any case. */
function memberOf(values: Readonly<Record<string, unknown>>, axis: string): unknown {
  return Object.entries(values).find(([name]) => name.toLowerCase() === axis)?.[1];
}

function holdsText(value: unknown): boolean {
  if (typeof value === "string") return carriesText(value);
  return typeof value === "object" && value !== null && Object.values(value).some(holdsText);
}

function mendOf(reference: Reference, shell: string): string {
  const name = variableNameOf(reference);
  const use = shell === "python" ? `os.environ["${name}"]` : shell === "node" ? `process.env.${name}` : `"$${name}"`;
  if (reference.context === "env") return `Write ${use} in the script.`;
  return `Pass it through a variable, \`variables: { ${name}: '\${{ ${reference.text} }}' }\`, and write ${use} in the script.`;
}
