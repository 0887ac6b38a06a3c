import { InvalidArgumentError } from "commander";

/** For options that may be given several times. */
export function collectWord(word: string, earlier: readonly string[]): readonly string[] {
  return [...earlier, word];
}

/** `name=value`, several times; the value may hold `=` and be empty. */
export function collectAssignment(
  text: string,
  earlier: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const separator = text.indexOf("=");
  if (separator < 1) throw new InvalidArgumentError("Write it as name=value");
  return { ...earlier, [text.slice(0, separator)]: text.slice(separator + 1) };
}
