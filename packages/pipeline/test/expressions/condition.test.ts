import { describe, expect, test } from "vitest";
import { evaluateCondition, explainCondition } from "../../src/expressions/index.ts";
import { scopeOf } from "./scope.ts";

const contexts = {
  git: { branch: "feature/x", changedFiles: ["a", "b"], message: "line\n\u001b[31mred" },
  params: { deploy: "", target: "staging" },
  secrets: { TOKEN: "s3cr3t" },
};
const good = scopeOf(contexts);
const bad = scopeOf(contexts, { success: () => false, failure: () => true });

describe("conditions", () => {
  test("success() is understood unless a status function is written", () => {
    expect(evaluateCondition(undefined, good)).toEqual({ value: true, statusFunction: false });
    expect(evaluateCondition(undefined, bad)).toEqual({ value: false, statusFunction: false });
    expect(evaluateCondition("git.branch == 'feature/x'", bad)).toEqual({ value: false, statusFunction: false });
    expect(evaluateCondition("always()", bad)).toEqual({ value: true, statusFunction: true });
    expect(evaluateCondition("${{ failure() && params.target == 'staging' }}", bad)).toEqual({
      value: true,
      statusFunction: true,
    });
    expect(evaluateCondition("params.deploy", good).value).toBe(false);
    expect(evaluateCondition("git.changedFiles", good).value).toBe(true);
  });

  test("a broken condition of a stage that does not run is still a problem", () => {
    expect(() => evaluateCondition("a ==", bad)).toThrow(/cannot be read/);
  });

  test.each([
    ["git.branch == 'main'", "git.branch == 'main' is false: git.branch is 'feature/x'"],
    ["params.target == 'staging' && git.branch=='main'", "git.branch == 'main' is false: git.branch is 'feature/x'"],
    [
      "git.branch == 'main' || params.target == 'production'",
      "git.branch == 'main' is false: git.branch is 'feature/x' and params.target == 'production' is false: params.target is 'staging'",
    ],
    ["params.deploy", "params.deploy is empty"],
    ["params.none", "params.none is not set"],
    ["!startsWith(git.branch, 'feature/')", "!startsWith(git.branch, 'feature/') is false: git.branch is 'feature/x'"],
    ["success() && (git.branch == 'main')", "(git.branch == 'main') is false: git.branch is 'feature/x'"],
    ["failure()", "failure() is false: nothing before it failed"],
    ["secrets.TOKEN == 'x'", "secrets.TOKEN == 'x' is false: secrets.TOKEN is given"],
    ["contains(git.changedFiles, 'c')", "contains(git.changedFiles, 'c') is false: git.changedFiles is a list of 2"],
    ["git.message == 'x'", "git.message == 'x' is false: git.message is 'line  [31mred'"],
    [
      "git['branch'] == params['target']",
      "git['branch'] == params['target'] is false: git.branch is 'feature/x', params.target is 'staging'",
    ],
    ["fromJSON('{')", "fromJSON was given a text that is not JSON."],
    ["1 == 2", "1 == 2 is false"],
  ])("%s", (source, words) => {
    expect(explainCondition(source, good)).toBe(words);
  });

  test("a condition that was not reached says so", () => {
    expect(explainCondition("git.branch == 'feature/x'", bad)).toBe(
      "success() is false: something before it did not succeed",
    );
    expect(explainCondition(undefined, good)).toBe("success() is true: everything before it succeeded");
  });
});
