import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createMasker, type Masker } from "../../src/masking/index.ts";
import {
  createStepFiles,
  type OpenStepFiles,
  type StepDirectory,
  type StepFiles,
} from "../../src/step-files/step-files.ts";

let parent = "";
let files: StepFiles;
let step: OpenStepFiles;

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), "headrace-test-"));
  files = createStepFiles(join(parent, "stage", "steps"));
  step = files.begin();
});
afterEach(() => rmSync(parent, { recursive: true }));

const path = (variable: string, of = step): string => of.environment[variable] ?? "";
const write = (variable: string, text: string | Buffer): void => appendFileSync(path(variable), text);

describe("the files of a step", () => {
  test("four variables name files of its own in a private directory, which nothing has made yet", () => {
    const other = files.begin();
    const variables = ["HEADRACE_ENV", "HEADRACE_OUTPUT", "HEADRACE_PATH", "HEADRACE_SUMMARY"];
    expect(Object.keys(step.environment).sort()).toEqual(variables);
    const paths = variables.flatMap((variable) => [path(variable), path(variable, other)]);
    expect(new Set(paths).size).toBe(8);
    expect(paths.filter((each) => existsSync(each))).toEqual([]);
    expect(statSync(join(parent, "stage", "steps")).mode & 0o777).toBe(0o700);
  });

  test("a step that writes nothing has said nothing", () => {
    expect(step.read()).toEqual({ outputs: {}, environment: {}, paths: [], summary: "", problems: [] });
  });

  test("a shell appends to them in every form", () => {
    const script = `
      echo "version=1.2.3" >> "$HEADRACE_OUTPUT"
      echo "empty=" >> "$HEADRACE_OUTPUT"
      echo "query=a=b<<c" >> "$HEADRACE_OUTPUT"
      { echo "notes<<END"; printf 'one\\n\\n two = 2\\n'; echo END; } >> "$HEADRACE_OUTPUT"
      echo "version=1.2.4" >> "$HEADRACE_OUTPUT"
      echo "COLOUR=blue" >> "$HEADRACE_ENV"
      echo "/opt/tool/bin" >> "$HEADRACE_PATH"
      echo "/opt/other/bin" >> "$HEADRACE_PATH"
      echo "# Result" >> "$HEADRACE_SUMMARY"`;
    execFileSync("/bin/sh", ["-e", "-c", script], { env: step.environment });
    const read = step.read();
    expect({ ...read.outputs }).toEqual({
      version: "1.2.4",
      empty: "",
      query: "a=b<<c",
      notes: "one\n\n two = 2",
    });
    expect({ ...read.environment }).toEqual({ COLOUR: "blue" });
    expect(read.paths).toEqual(["/opt/tool/bin", "/opt/other/bin"]);
    expect(read.summary).toBe("# Result\n");
    expect(read.problems).toEqual([]);
  });

  test("one step's files are not another's", () => {
    const next = files.begin();
    write("HEADRACE_OUTPUT", "a=1\n");
    expect(next.read().outputs).toEqual({});
    expect({ ...step.read().outputs }).toEqual({ a: "1" });
  });

  test("lines may end as on Windows, begin with a byte order mark, and the last one may not end", () => {
    write("HEADRACE_OUTPUT", "\uFEFFa=1\r\nb<<END\r\nx\r\ny\r\nEND\r\nc=3");
    expect({ ...step.read().outputs }).toEqual({ a: "1", b: "x\r\ny", c: "3" });
  });

  test("every mistake is told with its file and line, and the rest is read", () => {
    write("HEADRACE_OUTPUT", "good=1\n\nno assignment\nmy name=2\nb<<\nlast=3\nc<<END\nnever ends\n");
    const { outputs, problems } = step.read();
    expect({ ...outputs }).toEqual({ good: "1", last: "3" });
    expect(problems).toEqual([
      expect.stringMatching(/^HEADRACE_OUTPUT, line 3: "no assignment" is neither/),
      expect.stringMatching(/^HEADRACE_OUTPUT, line 5: no end marker/),
      expect.stringMatching(/^HEADRACE_OUTPUT, line 7: the value of "c" does not end: no line is just "END"/),
      expect.stringMatching(/^HEADRACE_OUTPUT, line 4: "my name" is not an output's name/),
    ]);
  });

  test.each([
    "HEADRACE_STAGE",
    "HEADRACE",
    "CI",
    "NODE_OPTIONS",
    "LD_PRELOAD",
    "BASH_ENV",
    "__proto__",
    "A B",
    "",
    "9",
  ])("the variable %j is refused", (name) => {
    write("HEADRACE_ENV", `${name}=x\nFINE=1\n`);
    const { environment, problems } = step.read();
    expect({ ...environment }).toEqual({ FINE: "1" });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain("HEADRACE_ENV, line 1");
  });

  test("a name that Object has a member of is only a name", () => {
    write("HEADRACE_OUTPUT", "constructor=c\ntoString=t\n__proto__=p\n");
    const { outputs, problems } = step.read();
    expect(Object.entries(outputs)).toEqual([
      ["constructor", "c"],
      ["toString", "t"],
    ]);
    expect(problems).toHaveLength(1);
  });

  test("a path must be absolute and be one path", () => {
    write("HEADRACE_PATH", "bin\n/a:/b\n/good dir\n\n");
    const { paths, problems } = step.read();
    expect(paths).toEqual(["/good dir"]);
    expect(problems).toHaveLength(2);
  });

  test("an output or variable that is too large is left out, not cut", () => {
    write("HEADRACE_OUTPUT", `big=${"x".repeat(1024 * 1024 + 1)}\nfits=${"y".repeat(1024 * 1024)}\n`);
    write("HEADRACE_ENV", `BIG=${"x".repeat(128 * 1024)}\nSMALL=1\n`);
    const { outputs, environment, problems } = step.read();
    expect(Object.keys(outputs)).toEqual(["fits"]);
    expect(Object.keys(environment)).toEqual(["SMALL"]);
    expect(problems).toHaveLength(2);
  });

  test("a summary is cut at its limit, between two characters", () => {
    write("HEADRACE_SUMMARY", `x${"é".repeat(600_000)}`);
    const { summary, problems } = step.read();
    expect(summary).toBe(`x${"é".repeat((1024 * 1024 - 2) / 2)}`);
    expect(problems).toEqual([expect.stringContaining("HEADRACE_SUMMARY: it has 1200001 bytes")]);
  });

  test("a zero byte is told", () => {
    write("HEADRACE_ENV", Buffer.from("A=b\n", "utf16le"));
    expect(step.read().environment).toEqual({});
    expect(step.read().problems.length).toBeGreaterThan(0);
  });
});

describe("what a hostile step puts in their place", () => {
  const secret = (): string => {
    const file = join(parent, "secret");
    writeFileSync(file, "stolen=1\n");
    return file;
  };

  test("a symbolic link is not followed", () => {
    symlinkSync(secret(), path("HEADRACE_OUTPUT"));
    expect(step.read()).toMatchObject({ outputs: {}, problems: [expect.stringContaining("symbolic link")] });
  });

  test("a hard link is not read", () => {
    linkSync(secret(), path("HEADRACE_OUTPUT"));
    expect(step.read()).toMatchObject({ outputs: {}, problems: [expect.stringContaining("hard link")] });
  });

  test("a pipe is not waited for, and a directory is no file", () => {
    execFileSync("mkfifo", [path("HEADRACE_OUTPUT")]);
    mkdirSync(path("HEADRACE_SUMMARY"));
    const { problems } = step.read();
    expect(problems).toEqual([
      expect.stringMatching(/^HEADRACE_OUTPUT: it is not a regular file/),
      expect.stringMatching(/^HEADRACE_SUMMARY: it is not a regular file/),
    ]);
  });

  test("a directory that was replaced by a link is not read", () => {
    const directory = join(parent, "stage", "steps");
    rmSync(directory, { recursive: true });
    const elsewhere = join(parent, "elsewhere");
    mkdirSync(elsewhere);
    writeFileSync(join(elsewhere, "1-output"), "stolen=1\n");
    symlinkSync(elsewhere, directory);
    expect(step.read()).toMatchObject({ outputs: {}, problems: [expect.stringContaining("removed or replaced")] });
  });

  test("a directory that is gone is told", () => {
    rmSync(join(parent, "stage"), { recursive: true });
    expect(step.read().problems).toHaveLength(1);
  });
});

test("remove leaves nothing, may be repeated, and does not follow a link in the directory's place", async () => {
  write("HEADRACE_OUTPUT", "a=1\n");
  files.remove();
  files.remove();
  expect(existsSync(join(parent, "stage", "steps"))).toBe(false);
  const kept = join(parent, "kept");
  mkdirSync(kept);
  writeFileSync(join(kept, "file"), "");
  symlinkSync(kept, join(parent, "stage", "steps"));
  files.remove();
  expect(existsSync(join(kept, "file"))).toBe(true);
});

test("stand in a directory that is there, and leave nothing there but what is not theirs", () => {
  const directory = join(parent, "stage", "own");
  mkdirSync(join(directory, "tree"), { recursive: true });
  const first = createStepFiles(directory, { isThere: true });
  const begun = first.begin();
  expect(begun.read()).toMatchObject({ outputs: {}, problems: [] });
  appendFileSync(path("HEADRACE_OUTPUT", begun), "a=2\n");
  expect(begun.read()).toMatchObject({ outputs: { a: "2" }, problems: [] });
  first.remove();
  expect(readdirSync(directory)).toEqual(["tree"]);
  // As after a rollback's steps: they begin to count again.
  expect(createStepFiles(directory, { isThere: true }).begin().read()).toMatchObject({ outputs: {}, problems: [] });
});

test("a directory that a stage left as it was serves the next one; one that was written to, or replaced, does not", () => {
  const spare: StepDirectory[] = [];
  const stage = (name: string): StepFiles => createStepFiles(join(parent, name), { spare });
  const first = stage("first");
  const directory = dirname(first.begin().environment.HEADRACE_OUTPUT ?? "");
  first.remove();
  first.remove();
  expect(spare.map(({ path }) => path)).toEqual([directory]);

  const second = stage("second");
  const third = stage("third");
  const written = second.begin();
  expect(dirname(written.environment.HEADRACE_OUTPUT ?? "")).toBe(directory);
  expect(dirname(third.begin().environment.HEADRACE_OUTPUT ?? "")).toBe(join(parent, "third"));
  writeFileSync(written.environment.HEADRACE_OUTPUT ?? "", "a=1\n");
  expect({ ...written.read().outputs }).toEqual({ a: "1" });
  second.remove();
  expect(existsSync(directory)).toBe(false);

  const fourth = stage("fourth");
  fourth.begin();
  fourth.remove();
  rmSync(join(parent, "fourth"), { recursive: true });
  const fifth = stage("fifth").begin();
  expect(dirname(fifth.environment.HEADRACE_OUTPUT ?? "")).toBe(join(parent, "fifth"));
  expect(spare).toEqual([]);

  const kept = join(parent, "kept");
  mkdirSync(kept);
  rmSync(join(parent, "third"), { recursive: true });
  symlinkSync(kept, join(parent, "third"));
  third.remove();
  expect(spare).toEqual([]);
  expect(existsSync(kept)).toBe(true);
});

test("a directory that cannot be made is told by its code", () => {
  writeFileSync(join(parent, "file"), "");
  expect(() => createStepFiles(join(parent, "file", "steps")).begin()).toThrow(
    expect.objectContaining({ code: "data-directory-unwritable" }),
  );
});

test("whatever is written in either form comes back", () => {
  const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_-]{0,8}$/).filter((text) => text !== "__proto__");
  const unit = fc.constantFrom("a", "=", "<", "\n", "\r", " ", "E", "N", "D", "é", "💧", '"', "%");
  const value = fc.string({ unit, maxLength: 30 });
  const single = value.filter((text) => !text.includes("\n") && !text.endsWith("\r"));
  const several = value.filter((text) => !text.split("\n").includes("STOP") && !text.endsWith("\r"));
  const assignment = fc.oneof(
    fc.record({ name, value: single, form: fc.constant("line" as const) }),
    fc.record({ name, value: several, form: fc.constant("lines" as const) }),
  );
  fc.assert(
    fc.property(fc.array(assignment, { maxLength: 6 }), (assignments) => {
      const files = createStepFiles(join(parent, "property"));
      const own = files.begin();
      const text = assignments
        .map(({ name, value, form }) => (form === "line" ? `${name}=${value}\n` : `${name}<<STOP\n${value}\nSTOP\n`))
        .join("");
      writeFileSync(own.environment.HEADRACE_OUTPUT ?? "", text);
      const { outputs, problems } = own.read();
      expect(problems).toEqual([]);
      expect({ ...outputs }).toEqual(Object.fromEntries(assignments.map(({ name, value }) => [name, value])));
    }),
  );
});

test("no text makes reading throw", () => {
  const unit = fc.constantFrom("a", "=", "<", "<<", "\n", "\r\n", "\0", "A=b\n", "E", "\ud800", "__proto__=1\n");
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 40 }), (text) => {
      const own = createStepFiles(join(parent, "property")).begin();
      writeFileSync(own.environment.HEADRACE_ENV ?? "", text);
      const { environment, problems } = own.read();
      expect(Object.values(environment).every((value) => typeof value === "string")).toBe(true);
      expect(problems.every((problem) => problem.startsWith("HEADRACE_ENV, line "))).toBe(true);
    }),
  );
});

function maskerOf(...secrets: readonly string[]): Masker {
  const masker = createMasker();
  for (const [index, secret] of secrets.entries()) masker.add(`SECRET_${index}`, secret);
  return masker;
}

test("a secret that a line takes apart is not taken, whole in a value it is", () => {
  const signed = "user=ada;key=abc123";
  const several = "opening line\nab=c\nlast\ncode-of-the-end";
  const own = createStepFiles(join(parent, "masked", "steps"), { masker: maskerOf(signed, several) }).begin();
  const text = [
    signed,
    `token=${signed}`,
    `CERTIFICATE=${several}`,
    "fine=yes",
    `WHOLE<<END\n${several}\nEND`,
    `${signed}<<END\nx\nEND`,
    "also=fine",
    "",
  ].join("\n");
  for (const variable of ["HEADRACE_OUTPUT", "HEADRACE_ENV"]) writeFileSync(own.environment[variable] ?? "", text);
  const read = own.read();
  expect({ ...read.environment }).toEqual({ token: signed, fine: "yes", WHOLE: several, also: "fine" });
  // That these values are secret is for whoever keeps outputs to see: they are whole.
  expect(Object.keys(read.outputs).sort()).toEqual(["WHOLE", "also", "fine", "token"]);
  expect(read.problems.filter((problem) => problem.includes("part of a secret"))).toHaveLength(8);
  expect(read.problems.filter((problem) => /ada|abc|opening|ab=c|"ab|last|code-of/.test(problem))).toEqual([]);
});

test("no part of a secret gets past the assignments, wherever line ends and signs stand in it", () => {
  const unit = fc.constantFrom("k", "Q", "7", "=", "<<", "\n", "\r\n", " ");
  const secret = fc.string({ unit, minLength: 8, maxLength: 20 }).filter((text) => text.trim().length >= 8);
  const around = fc.constantFrom("", "name=", "name=x", "name<<E\n", "w\n");
  fc.assert(
    fc.property(secret, around, (value, before) => {
      const masker = maskerOf(value);
      const own = createStepFiles(join(parent, "property"), { masker }).begin();
      writeFileSync(own.environment.HEADRACE_OUTPUT ?? "", `${before}${value}\nE\nother=1\n`);
      const { outputs } = own.read();
      for (const [name, kept] of Object.entries(outputs)) {
        if (name === "other" || masker.containsSecret(kept)) continue;
        expect(`${name}=${kept}`).not.toMatch(/[kQ7]/);
      }
    }),
  );
});

test("what is cut off takes the beginning of a secret and of a line with it", () => {
  const secret = "a-secret-of-many-characters";
  const own = createStepFiles(join(parent, "cut", "steps"), { masker: maskerOf(secret) }).begin();
  const mebibyte = 1024 * 1024;
  const summary = `${"x".repeat(mebibyte - 12)}${secret} and more`;
  writeFileSync(own.environment.HEADRACE_SUMMARY ?? "", summary);
  const outputs = `first=1\n${"y".repeat(8000)}=${"z".repeat(16 * mebibyte)}\n`;
  writeFileSync(own.environment.HEADRACE_OUTPUT ?? "", outputs);
  const read = own.read();
  expect(read.summary).toBe("x".repeat(mebibyte - 12));
  expect({ ...read.outputs }).toEqual({ first: "1" });
});

test("a secret stays hidden in what a problem quotes, where the line is cut and where the secret holds a sign", () => {
  const long = `token-${"0123456789abcdef".repeat(8)}`;
  const signed = "opaque=value<<of/a/key";
  const own = createStepFiles(join(parent, "masked", "steps"), { masker: maskerOf(long, signed) }).begin();
  for (const variable of ["HEADRACE_OUTPUT", "HEADRACE_ENV", "HEADRACE_PATH"]) {
    appendFileSync(own.environment[variable] ?? "", `${long}\nmy ${signed}\nx ${long}=1\n${long}<<\n`);
  }
  const { problems } = own.read();
  expect(problems.length).toBeGreaterThan(9);
  expect(problems.filter((problem) => /token-|opaque/.test(problem))).toEqual([]);
});
