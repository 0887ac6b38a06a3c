import fc from "fast-check";
import { expect, it } from "vitest";
import { bitbucketNeeds, githubNeeds } from "../../src/index.ts";

const id = fc.constantFrom("a", "b", "c", "d", "e");
const job = fc.record({
  id,
  name: fc.option(fc.constantFrom("a", "b", "Test", "Test ${{ matrix.x }}", "${{ x }}", "${{", "a / b")),
  needs: fc.array(id, { maxLength: 4 }),
  more: fc.constantFrom("", "strategy: { matrix: { x: [1] } },", "uses: ./x.yml,"),
});
const name = fc.constantFrom("a", "b", "c", "d", "e", "a (1)", "Test", "Test 1", "a / b", "a / b / c", "b (1) / x", "");

function workflowOf(
  jobs: readonly {
    readonly id: string;
    readonly name: string | null;
    readonly needs: readonly string[];
    readonly more: string;
  }[],
) {
  const lines = jobs.map(({ id, name, needs, more }) => {
    const named = name === null ? "" : `name: ${JSON.stringify(name)},`;
    return `  ${id}: { ${named} ${more} needs: ${JSON.stringify(needs)} }`;
  });
  return `jobs:\n${lines.join("\n")}\n`;
}

type Item =
  | { readonly step: object }
  | { readonly parallel: object }
  | { readonly stage: object }
  | { readonly odd: number };
const { item } = fc.letrec<{ item: Item }>((tie) => ({
  item: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.record({ step: fc.record({ name: fc.option(name, { nil: undefined }) }) }),
    fc.record({ parallel: fc.array(tie("item"), { maxLength: 3 }) }),
    fc.record({ parallel: fc.record({ steps: fc.array(tie("item"), { maxLength: 3 }) }) }),
    fc.record({ stage: fc.record({ steps: fc.array(tie("item"), { maxLength: 3 }) }) }),
    fc.record({ odd: fc.integer() }),
  ),
}));

/** Whether each can come after all that it waits for. */
function canBeOrdered(needs: readonly (readonly number[])[]): boolean {
  const done = new Set<number>();
  for (let before = -1; before < done.size; ) {
    before = done.size;
    for (const [index, all] of needs.entries()) if (all.every((need) => done.has(need))) done.add(index);
  }
  return done.size === needs.length;
}

function expectGraph(needs: readonly (readonly number[])[] | undefined, names: readonly string[]): void {
  if (needs === undefined) return;
  expect(needs).toHaveLength(names.length);
  for (const all of needs) {
    expect(new Set(all).size).toBe(all.length);
    for (const need of all) expect(names[need]).toBeDefined();
  }
  expect(canBeOrdered(needs)).toBe(true);
}

it("of whatever jobs, nothing waits for itself, by whichever way", () => {
  fc.assert(
    fc.property(fc.uniqueArray(job, { selector: (one) => one.id }), fc.array(name), (jobs, names) => {
      expectGraph(githubNeeds(workflowOf(jobs), names), names);
    }),
  );
});

it("of whatever steps, nothing waits for itself, by whichever way", () => {
  fc.assert(
    fc.property(fc.array(item), fc.array(name), (items, names) => {
      const text = JSON.stringify({ pipelines: { default: items } });
      expectGraph(bitbucketNeeds(text, { kind: "default" }, names), names);
    }),
  );
});

it("of whatever text, nothing is thrown", () => {
  const word = fc.constantFrom(
    "jobs",
    "needs",
    "pipelines",
    "default",
    "step",
    "parallel",
    "name",
    ": ",
    "\n",
    "  ",
    "- ",
    "[",
    "{",
    "]",
    "&a ",
    "*a",
    "<<",
  );
  const text = fc.oneof(
    fc.string(),
    fc.array(word).map((words) => words.join("")),
    fc.json(),
  );
  fc.assert(
    fc.property(text, fc.array(fc.string()), (given, names) => {
      expectGraph(githubNeeds(given, names), names);
      expectGraph(bitbucketNeeds(given, { kind: "default" }, names), names);
    }),
  );
});
