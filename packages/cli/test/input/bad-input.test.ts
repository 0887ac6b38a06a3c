import { execFileSync } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { useFixture } from "../support/fixture.ts";

// What is refused leaves nothing behind, so all share one directory.
const bench = useFixture("input");
afterAll(() => bench[Symbol.dispose]());

const refused: readonly (readonly [what: string, parameters: readonly string[], said: readonly string[]])[] = [
  ["a missing file", ["nowhere.yml"], ['Cannot open "nowhere.yml": there is no such file.', "Give the path of"]],
  ["no file at all", [], ["There is no headrace.yml here."]],
  ["a directory", ["directory"], ['"directory" is a directory.']],
  ["a pipe", ["pipe"], ['"pipe" is not a regular file.']],
  ["an empty file", ["empty.yml"], ["empty.yml:1:1: error: The file is empty."]],
  ["a binary file", ["binary.yml"], ['"binary.yml" is not text: byte 5 is NUL.']],
  ["text in another encoding", ["latin1.yml"], ['"latin1.yml" is not text in UTF-8.', "Save it in UTF-8."]],
  ["tabs", ["tabs.yml"], ["tabs.yml:3:1: error: A tab stands in the indentation"]],
  ["50 MB of YAML", ["large.yml"], ['"large.yml" has 50 MiB']],
  ["an anchor bomb", ["bomb.yml"], ["the text holds more than", "Use fewer aliases"]],
  ["a cycle", ["cycle.yml"], ["build → test → deploy → build"]],
  ["unknown keys", ["misspelt.yml"], ['The key "need" is not known here.', 'Did you mean "needs"?']],
  ["an unknown stage", ["misspelt.yml"], ['There is no stage "biuld".']],
  ["a wrong type", ["misspelt.yml"], ["`steps` must be a list; it is a number."]],
  ["a matrix of 10,000", ["matrix.yml"], ["the matrix has 10000 combinations, more than 256"]],
  ["a parameter that is missing", ["parameters.yml"], ['The parameter "target" was not given']],
  [
    "several bad parameters, all at once",
    ["parameters.yml", "--param", "target=prod", "--param", "count=many", "--param", "targte=x"],
    ["must be one of: staging, production", "must be a number", 'There is no parameter "targte".', 'mean "target"?'],
  ],
  ["secrets that were not given, all at once", ["secrets.yml"], ["TOKEN, PASSWORD", "--secret-file"]],
  ["a secret that nobody can be asked for", ["secrets.yml", "--secret", "TOKEN"], ["TOKEN is not in the environment"]],
  ["a secret file that is not one", ["secrets.yml", "--secret-file", "tabs.yml"], ["Line 1 of tabs.yml", "NAME=VALUE"]],
  ["an unknown stage to run", ["parameters.yml", "--param", "target=staging", "--stage", "tset"], ["tset", '"test"?']],
  ["contradictory flags", ["hello.yml", "--quiet", "--verbose"], ["--quiet and --verbose cannot be combined."]],
  ["half of a pair of flags", ["hello.yml", "--failed"], ["--rerun"]],
  ["an unknown option", ["hello.yml", "--parm", "a=b"], ['Unknown option "--parm".', "Did you mean --param?"]],
  ["a value that is none", ["hello.yml", "--concurrency", "0"], ['"0" cannot be the value of --concurrency.']],
  ["a choice that is none", ["hello.yml", "--event", "pushed"], ['"pushed" cannot be', "push, pull_request"]],
  ["an assignment that is none", ["hello.yml", "--param", "target"], ["Write it as name=value."]],
  ["a file too many", ["hello.yml", "cycle.yml"], ['Too many arguments for "run".']],
  ["what would clear the screen", ["clear-screen.yml"], ["\\u001b[2J\\u001b]0;title\\u0007"]],
];

describe("run refuses with exit code 2, says what and how to mend it, and leaves nothing behind:", () => {
  mkdirSync(join(bench.directory, "directory"));
  execFileSync("mkfifo", [join(bench.directory, "pipe")]);
  bench.write("empty.yml", "");
  bench.write("binary.yml", "name\0: x");
  writeFileSync(join(bench.directory, "latin1.yml"), Buffer.from("name: caf\xe9", "latin1"));
  closeSync(openSync(join(bench.directory, "large.yml"), "w"));
  truncateSync(join(bench.directory, "large.yml"), 50 * 1024 * 1024);
  bench.write("bomb.yml", anchorBomb());

  test.concurrent.each(refused)("%s", async (_what, parameters, said) => {
    const ran = await bench.command(["run", ...parameters]);
    for (const words of said) expect(ran.stderr).toContain(words);
    expect(ran.stderr).not.toContain("\u001b");
    expect(ran.stderr).not.toMatch(/^\s+at /m);
    expect(ran.stdout).toBe("");
    expect(ran.exitCode).toBe(2);
  });

  test("and what is no command at all", async () => {
    const ran = await bench.command(["exeuctions", "list"]);
    expect(ran).toMatchObject({ exitCode: 2, stdout: "" });
    expect(ran.stderr).toBe('error: Unknown command "exeuctions".\nmend:  Did you mean executions?\n');
  });

  test("a definition that is wrong does not even make the data directory", async () => {
    await bench.command(["run", "misspelt.yml", "--data", "untouched"]);
    expect(existsSync(join(bench.directory, "untouched"))).toBe(false);
  });
});

test("a shell that does not exist is no fault of Headrace: exit code 1, outcome infrastructure, named", async () => {
  const ran = await bench.command(["run", "shell.yml", "--json"]);
  expect(ran.exitCode).toBe(1);
  expect(ran.events.find(({ type }) => type === "stage.finished")).toMatchObject({
    outcome: "infrastructure",
    message: expect.stringContaining('"no-such-shell"'),
  });
});

/** Nine times nine times nine … values, written in a few hundred characters. */
function anchorBomb(): string {
  const names = [..."abcdefghij"];
  const lines = names.map((name, index) => {
    const of = index === 0 ? "x" : `*${names[index - 1]}`;
    return `${name}: &${name} [${Array.from({ length: 9 }, () => of).join(", ")}]`;
  });
  return `name: bomb\n${lines.join("\n")}\nstages: { build: { steps: *j } }\n`;
}
