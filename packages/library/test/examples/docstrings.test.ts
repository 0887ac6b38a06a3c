import { cp, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as library from "@headrace/library";
import { afterAll, beforeAll, expect, it } from "vitest";

// Every `@example` of a public docstring, and the code of docs/library.md, is run as it stands, in a directory of its own with the fixtures beside it.
// `value; // => expected` is an assertion. Each example must hold at least one.

interface Example {
  readonly name: string;
  readonly code: string;
}

const source = join(import.meta.dirname, "..", "..", "src");
const examples: Example[] = [];
for (const folder of ["manager", "monitor"]) {
  for (const file of (await readdir(join(source, folder))).sort()) {
    examples.push(...examplesOf(`${folder}/${file}`, await readFile(join(source, folder, file), "utf8")));
  }
}

const page = await readFile(join(source, "..", "..", "..", "docs", "library.md"), "utf8");
for (const [, code = ""] of page.matchAll(/```js\n([\s\S]*?)```/g)) {
  examples.push({ name: "docs/library.md", code: code.replace(/^import .*$/gm, "") });
}

function examplesOf(file: string, text: string): readonly Example[] {
  return Array.from(
    text.matchAll(/\/\*\*(?:(?!\*\/)[\s\S])*?@example\n((?:(?!\*\/)[\s\S])*?)\*\/\n\s*([^\n]*)/g),
    (match) => {
      const [, body = "", declaration = ""] = match;
      const code = body.replace(/^\s*\* ?/gm, "");
      const name = /(?:class|function|async)?\s*(\w+)\s*[({<]/.exec(declaration)?.[1] ?? declaration;
      return { name: `${file}: ${name}`, code };
    },
  );
}

const AsyncFunction = Object.getPrototypeOf(async () => {}).constructor;
const home = process.cwd();
let directory = "";

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "headrace-examples-"));
});
afterAll(async () => {
  process.chdir(home);
  await rm(directory, { recursive: true, force: true });
});

it("finds the examples", () => {
  expect(examples.length).toBeGreaterThan(20);
});

it.each(examples)("$name", async ({ name, code }) => {
  const place = join(directory, name.replace(/\W+/g, "-"));
  await cp(join(import.meta.dirname, "fixtures"), place, { recursive: true });
  process.chdir(place);
  let assertions = 0;
  const check = (actual: unknown, expected: unknown) => {
    assertions++;
    expect(actual).toEqual(expected);
  };
  const body = code.replace(
    /^(.*); \/\/ => (.*)$/gm,
    (_, actual: string, expected: string) => `check(${actual}, ${expected});`,
  );
  const names = Object.keys(library);
  await new AsyncFunction("check", ...names, body)(check, ...Object.values(library));
  expect(assertions).toBeGreaterThan(0);
});
