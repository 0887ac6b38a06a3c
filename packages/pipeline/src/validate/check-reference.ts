import type { Reference, ReferenceStep } from "../expressions/index.ts";
import type { Stage } from "../model/stage.ts";
import type { ExpressionSite } from "./check-expressions.ts";
import type { Report } from "./finding.ts";
import { contextNames, contextsAt, contextsByOtherName, fixedMembers, momentNames } from "./moments.ts";
import type { Names } from "./names.ts";
import { nearestName } from "./nearest-name.ts";

interface Inquiry {
  readonly names: Names;
  readonly report: Report;
}

interface Complaint {
  readonly code?: "unknown-name" | "matrix-output-as-value";
  readonly message: string;
  readonly mend?: string;
}

/** Reports a name that cannot exist at this place and moment. Gives whether it can. */
export function checkReference(reference: Reference, site: ExpressionSite, { names, report }: Inquiry): boolean {
  const complaint = contextComplaint(reference, site) ?? memberComplaint(reference, site, names);
  if (complaint === undefined) return true;
  report({
    code: "unknown-name",
    ...complaint,
    path: site.path,
    within: { text: site.text, offset: site.base + reference.offset, length: reference.text.length },
  });
  return false;
}

function contextComplaint({ context }: Reference, site: ExpressionSite): Complaint | undefined {
  const known = contextsAt[site.moment].filter((name) => !(site.without ?? []).includes(name));
  if (context === "secrets") {
    if (site.secrets === true) return undefined;
    const mend = 'Name it in the stage\'s `secrets`, or read it in `variables`, and use it as "$NAME".';
    return { message: "`secrets` can be read only in `variables`.", mend };
  }
  if (known.includes(context)) return undefined;
  if (contextNames.includes(context)) {
    const mend = `Here there are: ${known.join(", ")}.`;
    const place = (site.without ?? []).includes(context) ? "here" : momentNames[site.moment];
    return { message: `There is no \`${context}\` ${place}.`, mend };
  }
  const meant = contextsByOtherName.get(context.toLowerCase());
  const mend = meant === undefined ? suggestion(context, known) : `Did you mean "${meant}"?`;
  return { message: `There is no context \`${context}\`.`, mend };
}

function memberComplaint(reference: Reference, site: ExpressionSite, names: Names): Complaint | undefined {
  const [member, ...rest] = reference.path;
  // The whole of a context, every member, or one that is known only later, cannot be checked now.
  if (typeof member !== "string") return undefined;
  switch (reference.context) {
    case "params": {
      if (names.parameters.get(member.toLowerCase())?.type === "secret" && site.secrets !== true) {
        const mend = 'Read it in `variables`, and use it as "$NAME".';
        return { message: `The secret parameter "${member}" can be read only in \`variables\`.`, mend };
      }
      if (names.parameters.has(member.toLowerCase()) || names.unsound.has(member.toLowerCase())) return undefined;
      const declared = names.pipeline.parameters.map(({ name }) => name);
      return { message: `There is no parameter "${member}".`, mend: suggestion(member, declared, "parameters") };
    }
    case "needs":
      return needComplaint(member, rest, { stage: site.stage, names });
    case "matrix":
      return axisComplaint(member, site.stage);
    case "steps":
      return stepComplaint(member, rest, site);
    case "stage":
      if (member.toLowerCase() === "outcome" && site.moment !== "end") {
        return {
          message: "`stage.outcome` is known only when the stage ends.",
          mend: "Use it in `afterSteps` or `outputs`.",
        };
      }
      // The reports are read when all steps have ended.
      if (member.toLowerCase() === "tests" && site.path[2] !== "outputs") {
        return { message: "`stage.tests` is known only to `outputs`.", mend: "Use it in the stage's `outputs`." };
      }
      return fixedComplaint(reference.context, member);
    default:
      return fixedComplaint(reference.context, member);
  }
}

function fixedComplaint(context: string, member: string): Complaint | undefined {
  const members = fixedMembers[context];
  if (members === undefined || members.some((name) => name.toLowerCase() === member.toLowerCase())) return undefined;
  return { message: `There is no \`${context}.${member}\`.`, mend: suggestion(member, members) };
}

interface NeedInquiry {
  readonly stage: Stage | undefined;
  readonly names: Names;
}

function needComplaint(
  id: string,
  rest: readonly ReferenceStep[],
  { stage, names }: NeedInquiry,
): Complaint | undefined {
  if (stage === undefined || names.unsound.has(id.toLowerCase())) return undefined;
  const needed = stage.needs.map((need) => need.stage);
  const target = names.stages.get(id.toLowerCase());
  if (!needed.some((need) => need.toLowerCase() === id.toLowerCase())) {
    const message = `The stage "${stage.id}" does not need "${id}", so \`needs\` does not hold it.`;
    return { message, mend: target === undefined ? suggestion(id, needed) : `Add "${target.id}" to its \`needs\`.` };
  }
  if (target === undefined) return undefined;
  const [property, output] = rest;
  if (typeof property !== "string") return undefined;
  const name = property.toLowerCase();
  if (target.matrix !== undefined) {
    if (name === "outputs") {
      return {
        code: "matrix-output-as-value",
        message: `"${target.id}" has a matrix, so it has no single output.`,
        mend: `Read \`needs.${id}.results\`, a list of { matrix, result, outputs }: toJSON(needs.${id}.results.*.outputs).`,
      };
    }
    const known = ["result", "results"];
    return known.includes(name) ? undefined : unknownOf(`needs.${id}`, property, known);
  }
  if (name !== "outputs")
    return name === "result" ? undefined : unknownOf(`needs.${id}`, property, ["result", "outputs"]);
  if (typeof output !== "string") return undefined;
  const declared = Object.keys(target.outputs);
  if (declared.some((declaredName) => declaredName.toLowerCase() === output.toLowerCase())) return undefined;
  const message = `The stage "${target.id}" has no output "${output}".`;
  return { message, mend: suggestion(output, declared, `stages.${target.id}.outputs`) };
}

function axisComplaint(axis: string, stage: Stage | undefined): Complaint | undefined {
  if (stage === undefined) return undefined;
  if (stage.matrix === undefined) {
    return { message: `The stage "${stage.id}" has no matrix.`, mend: "Give it a `matrix`, or remove the expression." };
  }
  const { axes, include } = stage.matrix;
  if (typeof axes === "string" || typeof include === "string") return undefined;
  const known = new Set([...Object.keys(axes), ...include.flatMap((entry) => Object.keys(entry))]);
  if ([...known].some((name) => name.toLowerCase() === axis.toLowerCase())) return undefined;
  return { message: `The matrix of "${stage.id}" has no value "${axis}".`, mend: suggestion(axis, [...known]) };
}

function stepComplaint(id: string, rest: readonly ReferenceStep[], site: ExpressionSite): Complaint | undefined {
  const ids = (site.before ?? []).flatMap((step) => (step.id === undefined ? [] : [step.id]));
  if (!ids.some((known) => known.toLowerCase() === id.toLowerCase())) {
    const mend = ids.length === 0 ? `Give an earlier step the id "${id}".` : suggestion(id, ids);
    return { message: `No earlier step has the id "${id}".`, mend };
  }
  const [property] = rest;
  const known = ["outputs", "outcome", "conclusion"];
  if (typeof property !== "string" || known.includes(property.toLowerCase())) return undefined;
  return unknownOf(`steps.${id}`, property, known);
}

function unknownOf(owner: string, member: string, known: readonly string[]): Complaint {
  return { message: `\`${owner}\` has no \`${member}\`.`, mend: suggestion(member, known) };
}

function suggestion(name: string, known: readonly string[], place?: string): string {
  const near = nearestName(name, known);
  if (near !== undefined) return `Did you mean "${near}"?`;
  if (known.length === 0) return place === undefined ? "There are none here." : `Add it to \`${place}\`.`;
  return `There are: ${known.slice(0, 20).join(", ")}.`;
}
