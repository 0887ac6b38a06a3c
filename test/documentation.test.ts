import { existsSync, readdirSync, readFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { expect, test } from "vitest";
import { parseDefinition } from "../packages/library/src/index.ts";
import { renderCommandReference } from "../scripts/reference/render-command-reference.ts";
import { root } from "./support.ts";

const pages = [
  ...["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"].map((name) => join(root, name)),
  ...(await readdir(join(root, "docs"))).filter((name) => name.endsWith(".md")).map((name) => join(root, "docs", name)),
].map((path) => ({ name: relative(root, path), path, text: readFileSync(path, "utf8") }));

test("docs/command-line.md is what the commands say of themselves; node scripts/write-command-reference.ts writes it", async () => {
  expect(readFileSync(join(root, "docs/command-line.md"), "utf8")).toBe(await renderCommandReference());
});

const pipelines = pages.flatMap(({ name, text }) =>
  [...text.matchAll(/^```ya?ml\n([\s\S]*?)^```$/gm)]
    .map(([, yaml = ""]) => ({ name, yaml }))
    .filter(({ yaml }) => /^name:/m.test(yaml) && /^stages:/m.test(yaml)),
);

test("the pages show pipelines", () => {
  expect(new Set(pipelines.map(({ name }) => name))).toEqual(
    new Set(["README.md", "docs/language.md", "docs/legacy-stages.md"]),
  );
});

for (const { name, yaml } of pipelines) {
  test(`the pipeline ${/^name: *(.*)$/m.exec(yaml)?.[1]} of ${name} has no problem`, async () => {
    const { diagnostics } = await parseDefinition({ path: name, text: yaml }, { directory: root });
    expect(diagnostics).toEqual([]);
  });
}

for (const { name, path, text } of pages) {
  test(`the links of ${name} lead somewhere`, () => {
    const targets = [...text.matchAll(/\]\(([^)\s]+)\)|<img[^>]*\ssrc="([^"]+)"/g)].map(
      ([, link, image]) => link ?? image ?? "",
    );
    const broken = targets.filter((target) => !/^https?:/.test(target) && !leads(path, target));
    expect(broken).toEqual([]);
  });
}

function leads(from: string, target: string): boolean {
  const [file = "", anchor] = target.split("#", 2);
  const path = file === "" ? from : join(dirname(from), file);
  if (!existsSync(path)) return false;
  return anchor === undefined || anchorsOf(readFileSync(path, "utf8")).includes(anchor);
}

/** Those of headings, as code hosts make them, and those that are written out. */
function anchorsOf(text: string): readonly string[] {
  const headings = [...text.matchAll(/^#{1,6} +(.*)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{Letter}\p{Number}\s_-]/gu, "")
      .replaceAll(" ", "-"),
  );
  return [...headings, ...[...text.matchAll(/<a id="([^"]+)">/g)].map(([, id = ""]) => id)];
}

test("docs/dependencies.md names every direct dependency, and no other", () => {
  const manifests = [
    "package.json",
    ...readdirSync(join(root, "packages")).map((name) => `packages/${name}/package.json`),
  ];
  const wanted = new Set(
    manifests.flatMap((path) => {
      const { dependencies = {}, devDependencies = {} } = JSON.parse(readFileSync(join(root, path), "utf8"));
      return Object.keys({ ...dependencies, ...devDependencies }).filter((name) => !name.startsWith("@headrace/"));
    }),
  );
  const rows = readFileSync(join(root, "docs/dependencies.md"), "utf8")
    .split("\n")
    .filter((line) => line.startsWith("| `"));
  const named = rows.flatMap((row) => [...(row.split("|")[1] ?? "").matchAll(/`([^`]+)`/g)].map(([, name]) => name));
  expect(named.toSorted()).toEqual([...wanted].toSorted());
});
