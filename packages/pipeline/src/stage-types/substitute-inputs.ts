import { splitTemplate } from "../expressions/index.ts";

/** A quoted text, or a reading of one input. Quoted texts are matched so that what they hold is left alone. */
const reading = /'(?:[^']|'')*'|\binputs\s*(?:\.\s*([A-Za-z_][\w-]*)|\[\s*'([^']+)'\s*\])/gi;

/** The names of the inputs that an expression reads, as written. */
export function inputsRead(source: string): readonly string[] {
  return Array.from(source.matchAll(reading), (match) => match[1] ?? match[2]).filter((name) => name !== undefined);
}

/**
 * Puts the values of inputs where `${{ inputs.x }}` stands. What is put into an expression is a literal of the
 * expression language, so a value can never change what the expression says.
 */
export function substituteInputs(template: string, values: ReadonlyMap<string, unknown>): string {
  if (!template.includes("inputs")) return template;
  return splitTemplate(template)
    .map((part) => {
      if (part.kind === "literal") return part.text;
      if (part.kind === "unclosed") return template.slice(part.offset);
      const [only] = inputsRead(part.source);
      const alone = only !== undefined && /^\s*inputs\s*(?:\.\s*[\w-]+|\[\s*'[^']+'\s*\])\s*$/i.test(part.source);
      if (alone) return asText(values.get(only.toLowerCase()));
      return `\${{${substituteInExpression(part.source, values)}}}`;
    })
    .join("");
}

/** The same for an expression without its `${{ }}`, such as a `when`. */
export function substituteInExpression(source: string, values: ReadonlyMap<string, unknown>): string {
  return source.replaceAll(reading, (whole: string, dotted: string | undefined, quoted: string | undefined) => {
    const name = dotted ?? quoted;
    return name === undefined ? whole : asExpression(values.get(name.toLowerCase()));
  });
}

function asText(value: unknown): string {
  if (Array.isArray(value)) return value.map(String).join("\n");
  return value === undefined || value === null || typeof value === "object" ? "" : String(value);
}

function asExpression(value: unknown): string {
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  const text = asText(value);
  const parts = splitTemplate(text);
  if (parts.every((part) => part.kind === "literal")) return quote(text);
  const [first] = parts;
  if (parts.length === 1 && first?.kind === "expression") return `(${first.source.trim()})`;
  // A text around expressions becomes what makes it: format('a {0}', x).
  const operands: string[] = [];
  const pattern = parts.map((part) => {
    if (part.kind !== "expression") return part.kind === "literal" ? part.text.replace(/[{}]/g, "$&$&") : "";
    operands.push(part.source.trim());
    return `{${operands.length - 1}}`;
  });
  return `format(${[quote(pattern.join("")), ...operands].join(", ")})`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
