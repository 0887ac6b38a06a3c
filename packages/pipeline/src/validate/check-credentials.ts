import type { ModelPath } from "../diagnostics/diagnostic.ts";
import { findCredentials, isCredentialValue } from "./credentials.ts";
import type { Report } from "./finding.ts";

const mend =
  "Remove it and declare it in the stage's `secrets`; whoever has seen this text knows it, so replace it too.";

/** Credentials written out anywhere in a value: a model, or a text as plain data. */
export function checkCredentials(value: unknown, report: Report, path: ModelPath = []): void {
  if (typeof value === "string") checkText(value, report, path);
  else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) checkCredentials(item, report, [...path, index]);
  } else if (typeof value === "object" && value !== null) {
    for (const [key, item] of Object.entries(value)) checkCredentials(item, report, [...path, key]);
  }
}

function checkText(text: string, report: Report, path: ModelPath): void {
  if (text.length < 12) return;
  const found = findCredentials(text);
  for (const { kind, offset, length } of found) {
    const within = { text, offset, length };
    const message = `This looks like ${kind}, written out in the definition.`;
    report({ code: "credential-in-text", severity: "warning", path, message, mend, within });
  }
  const name = path.findLast((part) => typeof part === "string");
  if (found.length === 0 && typeof name === "string" && isCredentialValue(name, text)) {
    const message = `The value of \`${name}\` looks like a credential, written out in the definition.`;
    report({ code: "credential-in-text", severity: "warning", path, message, mend });
  }
}
