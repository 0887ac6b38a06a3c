import type { FormValues } from "./form-dialog.tsx";

/** Empty where nothing was entered. */
export function textOf(values: FormValues, name: string): string {
  const value = values[name];
  return typeof value === "string" ? value.trim() : typeof value === "number" ? String(value) : "";
}

export function listOf(values: FormValues, name: string): string[] {
  const value = values[name];
  return Array.isArray(value) ? value.map(String) : [];
}

export function flagOf(values: FormValues, name: string): boolean {
  return values[name] === true;
}

/** The text under its name; nothing where it is empty. */
export function givenText<const Name extends string>(values: FormValues, name: Name): { [Key in Name]?: string } {
  const present: { [Key in Name]?: string } = {};
  const text = textOf(values, name);
  return text === "" ? present : Object.assign(present, { [name]: text });
}
