import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { completeText, expressionPlace } from "../../src/complete/index.ts";
import { parsePipeline } from "../../src/index.ts";
import { visitTemplates } from "../../src/validate/template-sites.ts";

const rich = `name: rich
parameters: { target: { type: string }, key: { type: secret } }
variables: { REGION: eu }
concurrency: { group: "g-\${{ git.branch }}" }
triggers: { schedule: [{ cron: "0 3 * * *", branch: "\${{ vars.REGION }}" }] }
stages:
  build:
    steps: [{ id: pack, run: x }]
    outputs: { version: "\${{ steps.pack.outputs.version }}" }
  many:
    matrix: { axes: { node: [22, 24] }, include: [{ node: 24, extra: x }] }
    image: "node:\${{ matrix.node }}"
    steps: ["echo \${{ matrix.node }}"]
  ship:
    needs: [build, { stage: many }]
    when: git.branch == 'main'
    environment: { name: "\${{ params.target }}", url: "https://\${{ stage.outcome }}" }
    approval: { instructions: "\${{ needs.build.outputs.version }}" }
    concurrency: { group: "\${{ needs.many.result }}" }
    timeout: "\${{ vars.LIMIT }}"
    workingDirectory: "\${{ vars.REGION }}"
    secrets: [TOKEN]
    variables: { KEY: "\${{ secrets.TOKEN }}" }
    cache: [{ key: "\${{ hashFiles('x') }}", restoreKeys: ["\${{ runner.os }}"], paths: ["\${{ vars.REGION }}"] }]
    services: { db: { image: "\${{ vars.REGION }}", variables: { P: "\${{ secrets.TOKEN }}" } } }
    artifacts: [{ name: a, paths: ["\${{ vars.REGION }}"] }]
    reports: { junit: ["\${{ vars.REGION }}"], coverage: { path: "\${{ vars.REGION }}" } }
    steps:
      - { id: one, run: "echo \${{ git.commit }}", variables: { A: "\${{ env.KEY }}" } }
      - { run: x, when: steps.one.outcome == 'success', workingDirectory: "\${{ vars.REGION }}", timeout: "\${{ vars.LIMIT }}" }
    afterSteps: [{ run: x, when: stage.outcome == 'failed', variables: { B: "\${{ steps.one.outputs.x }}" } }]
    rollback: { steps: [{ run: "echo \${{ git.commit }}" }] }
`;

test("knows of every place that is checked what may be read there", () => {
  const language = readFileSync(join(import.meta.dirname, "../fixtures/definitions/language.yml"), "utf8");
  let seen = 0;
  for (const text of [rich, language]) {
    const { pipeline } = parsePipeline(text);
    if (pipeline === null) throw new Error("the definition has errors");
    visitTemplates(pipeline, ({ path, moment, kind, secrets, without, before }) => {
      seen += 1;
      if (kind === "literal") return;
      const place = expressionPlace(path);
      expect({ path, ...place }).toMatchObject({ path, moment, kind });
      expect([path, place?.secrets, place?.without]).toEqual([path, secrets, without]);
      expect([path, place?.ran === undefined]).toEqual([path, before === undefined]);
    });
  }
  expect(seen).toBeGreaterThan(35);
});

/** The names at the mark, with the word before it. */
function at(marked: string) {
  const caret = marked.indexOf("¦");
  const found = completeText(marked.replace("¦", ""), caret, { secrets: ["DEPLOY"], variables: ["LIMIT"] });
  return found === undefined ? undefined : { word: found.word, from: found.from, names: found.names };
}

describe("completes", () => {
  test.each([
    ["in a script", "echo ${{ git.commit }}", "echo ${{ n¦ }}", "n", "needs.build.result"],
    ["a need's outputs", "needs.build.outputs.version", "needs.build.¦", "needs.build.", "needs.build.outputs.version"],
    ["a need with a matrix", "needs.many.result", "need¦", "need", "needs.many.results"],
    ["a condition", "git.branch == 'main'", "git.branch == 'main' && n¦", "n", "needs.build.result"],
    ["a secret in variables", "secrets.TOKEN", "s¦", "s", "secrets.DEPLOY"],
    ["a step that has run", "steps.one.outcome == 'success'", "st¦", "st", "steps.one.outcome"],
    ["variables of the server", "${{ vars.LIMIT }}", "${{ v¦ }}", "v", "vars.LIMIT"],
    ["what is not closed yet", "git.branch == 'main'", "${{ m¦", "m", "needs.build.result"],
  ])("%s", (_, before, after, word, name) => {
    const found = at(rich.replace(before, after));
    expect(found?.names).toContain(name);
    expect(found?.word).toBe(word);
  });

  test.each([
    ["within quotes", rich.replace("== 'main'", "== 'ma¦in'")],
    ["outside of an expression", rich.replace("echo ${{ git.commit }}", "ec¦ho ${{ git.commit }}")],
    ["where none is evaluated", rich.replace("name: rich", "name: r¦ich")],
    ["in a key", rich.replace("concurrency: {", "concurr¦ency: {")],
  ])("nothing %s", (_, marked) => {
    expect(at(marked)).toBeUndefined();
  });

  test("only names that are known there", () => {
    const marks: readonly (readonly [string, string])[] = [
      ["needs.build.outputs.version }}", "¦ }}"],
      ["vars.LIMIT }}", "¦ }}"],
      ["secrets.TOKEN }}", "¦ }}"],
      ["stage.outcome }}", "¦ }}"],
      ["needs.many.result }}", "¦ }}"],
      ["steps.pack.outputs.version }}", "¦ }}"],
      ["g-${{ git.branch }}", "g-${{ ¦ }}"],
      ["git.branch == 'main'", "true && ¦"],
    ];
    for (const [before, after] of marks) {
      const marked = rich.replace(before, after);
      const found = completeText(marked.replace("¦", ""), marked.indexOf("¦"));
      const whole = found?.names.filter((name) => !/[(.]$/.test(name)) ?? [];
      expect(whole.length).toBeGreaterThan(4);
      const all = whole.join(marked.includes("¦ }}") ? " }}${{ " : " && ");
      expect(parsePipeline(marked.replace("¦", all)).diagnostics).toEqual([]);
    }
  });

  test("whatever the text is, without a throw", () => {
    for (let length = 0; length <= rich.length; length += 7) completeText(rich.slice(0, length), length);
    expect(completeText('a: &a [*a, "${{ ', 17)).toBeUndefined();
  });
});
