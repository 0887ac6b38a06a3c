import { cp, mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { root, run, temporaryFolder } from "./support.ts";

const names = ["bitbucket-cloud.swagger.json", "bitbucket-dc-9.2.swagger.json", "github-actions.openapi.json"];
const begin = `const { setup } = await import(${JSON.stringify(join(root, "test/vendors/global-setup.ts"))}); setup();`;

/** A folder with these documents; the schema of Bitbucket's pipelines lies beside it. */
async function keep(folder: string, documents: readonly string[]): Promise<string> {
  const files = [
    ...documents.map((name) => join(folder, "specs", name)),
    join(folder, "schemas/bitbucket-pipelines.json"),
  ];
  for (const file of files) {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, "{}");
  }
  return join(folder, "specs");
}

describe("the vendors' documents", () => {
  it("are demanded by who names their folder, each of them", async () => {
    await using folder = await temporaryFolder();
    const begun = async (specs: string) =>
      await run(process.execPath, ["--input-type=module", "--eval", begin], {
        env: { ...process.env, HEADRACE_FORGE_SPECS: specs },
      });
    const [first = "", ...others] = names;
    const ended = await begun(await keep(folder.path, others));
    expect(ended).toMatchObject({ code: 1, stderr: expect.stringContaining(join(folder.path, "specs", first)) });
    expect(ended.stderr).not.toContain(others[0]);
    expect(await begun(await keep(folder.path, names))).toMatchObject({ code: 0, stderr: "" });
  });

  it("are demanded by continuous integration where they lie beside the checkout, and nowhere else", async () => {
    await using folder = await temporaryFolder();
    const checkout = join(folder.path, "checkout");
    await mkdir(join(checkout, ".ci"), { recursive: true });
    await cp(join(root, ".ci/run"), join(checkout, ".ci/run"));
    // Says what npm is given, in its place.
    await writeFile(join(checkout, "npm"), '#!/bin/sh\necho "$* ${HEADRACE_FORGE_SPECS-none}"\n', { mode: 0o755 });
    const { HEADRACE_FORGE_SPECS: _, ...env } = process.env;
    const printed = async () =>
      (await run("sh", [join(checkout, ".ci/run")], { env: { ...env, PATH: `${checkout}:${process.env.PATH}` } }))
        .stdout;
    expect(await printed()).toBe("run test:postgres none\ntest none\n");
    const specs = await keep(join(folder.path, "shared"), names);
    expect(await printed()).toBe(`run test:postgres ${specs}\ntest ${specs}\n`);
  });
});
