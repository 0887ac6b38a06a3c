/** What a YAML scalar can be under the core schema. */
export type Scalar = string | number | boolean | null;

const integer = /^[-+]?[0-9]+$/;
const octal = /^0o[0-7]+$/;
const hexadecimal = /^0x[0-9a-fA-F]+$/;
const float = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const infinity = /^[-+]?\.(?:inf|Inf|INF)$/;

/** The value of a plain scalar under the core schema of YAML 1.2 (https://yaml.org/spec/1.2.2/#103-core-schema). */
export function resolvePlainScalar(text: string): Scalar {
  switch (text) {
    case "":
    case "~":
    case "null":
    case "Null":
    case "NULL":
      return null;
    case "true":
    case "True":
    case "TRUE":
      return true;
    case "false":
    case "False":
    case "FALSE":
      return false;
    default:
      return mayBeNumber(text.charCodeAt(0)) ? resolveNumber(text) : text;
  }
}

/** Digits, signs and the dot: the only first characters of a number. */
function mayBeNumber(unit: number): boolean {
  return (unit >= 48 && unit <= 57) || unit === 43 || unit === 45 || unit === 46;
}

function resolveNumber(text: string): Scalar {
  if (integer.test(text) || float.test(text)) return Number(text);
  if (octal.test(text) || hexadecimal.test(text)) return Number(text);
  if (infinity.test(text)) return text.startsWith("-") ? -Infinity : Infinity;
  return text === ".nan" || text === ".NaN" || text === ".NAN" ? Number.NaN : text;
}
