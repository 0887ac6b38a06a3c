import { randomUUID } from "node:crypto";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findViolations } from "./support/find-violations.ts";
import { goWithin } from "./support/go-within.ts";
import { whyNoBrowser } from "./support/launch-chromium.ts";
import { openBrowser, type Surroundings } from "./support/open-browser.ts";

const chain =
  "name: chain\nstages:\n  a: { steps: [x] } # first\n  b: { needs: [a], steps: [x] }\n  c: { needs: [b], steps: [x] }\n";

describe.skipIf(whyNoBrowser !== undefined)(`the designer ${whyNoBrowser ?? ""}`, { timeout: 60_000 }, () => {
  let here: Surroundings;
  let repository: string;

  beforeAll(async () => {
    here = await openBrowser();
    const location = "https://code.example.org/mill/shop.git";
    ({ id: repository } = await here.client.call("repositories.create", { name: "shop", location }));
  }, 120_000);

  afterAll(async () => {
    await here?.[Symbol.asyncDispose]();
  });

  /** A second attempt of a test makes another. */
  const created = async (name: string, text = chain) =>
    await here.client.call("pipelines.create", { name: `${name} ${randomUUID()}`, repository, text });

  /** A pipeline of this text, opened in the designer. */
  async function opened(
    name: string,
    text = chain,
  ): Promise<{ readonly page: Page; readonly id: string; readonly complaints: readonly string[] }> {
    const { id } = await created(name, text);
    const { page, complaints } = await here.at(`/pipelines/${id}/edit`);
    // The first page loads the canvas, the editor and the reader.
    await stageOn(page, "a").waitFor({ timeout: 40_000 });
    return { page, id, complaints };
  }

  const stageOn = (page: Page, id: string) => page.locator(`.react-flow__node[data-id="${id}"]`);
  const textOf = async (page: Page) =>
    (await page.locator(".cm-line").allTextContents()).join("\n").replaceAll(/\n\n+/g, "\n").trimEnd();
  /** At once: each key that is typed has the pipeline read and drawn anew. */
  const insertLine = async (page: Page, line: string) => {
    await page.keyboard.insertText(line);
    await page.keyboard.press("Enter");
  };
  /** Waits until a stage is seen whole. */
  const inView = async (page: Page, id: string) =>
    await expect
      .poll(async () => {
        const [stage, canvas] = [
          await stageOn(page, id).boundingBox(),
          await page.locator(".react-flow").boundingBox(),
        ];
        if (stage === null || canvas === null) return false;
        const [right, bottom] = [canvas.x + canvas.width, canvas.y + canvas.height];
        return (
          stage.x >= canvas.x &&
          stage.y >= canvas.y &&
          stage.x + stage.width <= right &&
          stage.y + stage.height <= bottom
        );
      })
      .toBe(true);

  test("keys add, connect, rename and remove, and undoing gives the very text that was there", async () => {
    const { page, id } = await opened("keys");
    // Who presses Esc once too often is not led away.
    await page.keyboard.press("Escape");
    await stageOn(page, "c").click();
    await page.keyboard.press("n");
    await page.getByLabel("Find a stage").fill("unit");
    await page.keyboard.press("Enter");
    await stageOn(page, "unit-tests").waitFor();
    // A stage is chosen now; Enter in the library still is the library's.
    await page.getByLabel("Find a stage").press("ArrowDown");
    await page.keyboard.press("Enter");
    await stageOn(page, "unit-tests-2").waitFor();
    await page.keyboard.press("Control+z");
    await stageOn(page, "unit-tests-2").waitFor({ state: "detached" });
    await stageOn(page, "unit-tests").click();
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("e");
    await page.getByRole("region", { name: "Stage b" }).getByLabel("Id").fill("middle");
    await page.keyboard.press("Enter");
    await stageOn(page, "middle").waitFor();
    await page.getByLabel("Id", { exact: true }).blur();
    await page.keyboard.press("Delete");
    await stageOn(page, "middle").waitFor({ state: "detached" });
    await page.keyboard.press("Control+d");
    for (let count = 0; count < 3; count += 1) await page.keyboard.press("Control+z");
    await stageOn(page, "b").waitFor();
    await page.keyboard.press("Control+s");
    await page.getByRole("button", { name: "Undo" }).and(page.locator(":disabled")).waitFor();
    expect((await here.client.call("pipelines.get", { pipeline: id })).text).toBe(chain);
  });

  test("where somebody types, the keys of texts are the text's, and the key map says all that there are", async () => {
    const { page, id: pipeline } = await opened("typed");
    // There is a page to go back to, also where this test comes first.
    await goWithin(page, `/pipelines/${pipeline}/edit`);
    await stageOn(page, "a").waitFor();
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    const copied = async () => await page.evaluate(() => navigator.clipboard.readText());
    await page.keyboard.press("?");
    const map = page.getByRole("dialog", { name: "Keys" });
    for (const name of ["Undo", "Remove what is chosen", "Cut what is chosen", "Let go"]) {
      await map.getByText(name, { exact: true }).waitFor();
    }
    await page.keyboard.press("Escape");
    await map.waitFor({ state: "detached" });
    await page.locator(".cm-line", { hasText: "b: {" }).click();
    await page.locator(".react-flow__node.selected").waitFor();
    await page.keyboard.press("End");
    await page.keyboard.press("Shift+Home");
    await page.keyboard.press("Control+x");
    await page.locator(".cm-line", { hasText: "b: {" }).waitFor({ state: "detached" });
    expect(await copied()).toMatch(/^ *b: \{ needs: \[a\], steps: \[x\] \}$/);
    await page.keyboard.press("Control+v");
    await page.locator(".cm-line", { hasText: "b: {" }).waitFor();
    await stageOn(page, "b").dblclick();
    const id = page.getByRole("region", { name: "Stage b" }).getByLabel("Id");
    await id.selectText();
    await page.keyboard.press("Control+c");
    expect(await copied()).toBe("b");
    await page.keyboard.press("Control+x");
    expect(await id.inputValue()).toBe("");
    await stageOn(page, "c").click();
    await page.keyboard.press("Control+d");
    await stageOn(page, "c-2").waitFor();
    await page.evaluate(() => window.history.back());
    await page.getByRole("dialog", { name: "Leave without saving?" }).getByRole("button", { name: "Stay" }).click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await stageOn(page, "c-2").waitFor();
  });

  test("a form that opens hides no chosen stage, and a view that a hand moved stays", async () => {
    const { page } = await opened("view");
    await stageOn(page, "c").click();
    await page.keyboard.press("e");
    await page.getByRole("region", { name: "Stage c" }).waitFor();
    await inView(page, "c");
    const canvas = await page.locator(".react-flow").boundingBox();
    if (canvas === null) throw new Error("there is no canvas");
    await page.mouse.move(canvas.x + 200, canvas.y + 40);
    await page.mouse.down();
    await page.mouse.move(canvas.x + 200, canvas.y + canvas.height, { steps: 5 });
    await page.mouse.move(canvas.x + 200, canvas.y + canvas.height + 300, { steps: 5 });
    await page.mouse.up();
    const moved = await page.locator(".react-flow__viewport").getAttribute("style");
    await page.getByRole("button", { name: "Close the panel" }).click();
    await page.getByRole("region", { name: "Stage c" }).waitFor({ state: "detached" });
    expect(await page.locator(".react-flow__viewport").getAttribute("style")).toBe(moved);
    for (let count = 0; count < 3; count += 1) await page.keyboard.press("Escape");
    await page.locator(".react-flow__node.selected").waitFor({ state: "detached" });
    expect(page.url()).toMatch(/\/edit$/);
  });

  test("forms write what the schema knows of stages, of several and of the pipeline, and names are completed", async () => {
    const { page } = await opened("forms");
    await page.getByRole("button", { name: "Form", exact: true }).click();
    const whole = page.getByRole("region", { name: "The pipeline" });
    await whole.getByText("What starts it").click();
    await whole.getByRole("switch", { name: "A push" }).click();
    await whole.getByRole("button", { name: "Add a pipeline to wait for" }).click();
    await whole.getByLabel("Pipeline 1: its name").fill("library");
    await page.keyboard.press("Enter");
    await whole.getByText("For every stage").click();
    await whole.getByLabel("Ends after").last().fill("20m");
    await whole.getByText("Parameters").click();
    await whole.getByRole("button", { name: "Add a parameter" }).click();
    await whole.getByLabel("Name of the new parameter").fill("target");
    await page.keyboard.press("Enter");
    await whole.getByLabel("Parameter target: default").fill("staging");
    await page.keyboard.press("Enter");
    await stageOn(page, "b").click();
    const stage = page.getByRole("region", { name: "Stage b" });
    await stage.getByText("Quality gates").click();
    await stage.getByLabel("Least line coverage, percent").fill("80");
    await stage.getByText("Reuse", { exact: true }).click();
    await stage.getByText("Turns", { exact: true }).click();
    await stage.getByLabel("Takes turns with all in the group").fill("b-${{ pa");
    await stage.getByRole("option", { name: "params.target" }).waitFor();
    await page.keyboard.press("Enter");
    await page.keyboard.type(" }}");
    await page.keyboard.press("Enter");
    await stage.getByText("Rollback", { exact: true }).click();
    await stage.getByRole("button", { name: "Add a step that runs when it fails" }).click();
    await stageOn(page, "c").click({ modifiers: ["Shift"] });
    await page.getByRole("region", { name: "2 stages" }).getByLabel("Lane").fill("late");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "YAML", exact: true }).click();
    await page.locator(".cm-line", { hasText: "group: late" }).first().waitFor();
    const text = await textOf(page);
    for (const part of [
      "push: {}",
      "- pipeline: library",
      "timeout: 20m",
      "default: staging",
      "coverage: 80",
      "b-${{ params.target }}",
    ])
      expect(text).toContain(part);
    expect(text).toContain("rollback:");
    await page.locator(".cm-line", { hasText: "c:" }).click();
    await page.keyboard.press("Control+End");
    await page.keyboard.insertText("  d: { needs: [b], when:  }");
    for (let count = 0; count < 2; count += 1) await page.keyboard.press("ArrowLeft");
    await page.keyboard.type("nee");
    await page.getByRole("option", { name: "needs.b.result" }).click();
    await page.locator(".cm-line", { hasText: "when: needs.b.result" }).waitFor();
  });

  test("a connection that would close a cycle says so while it is drawn, and is not made", async () => {
    const { page } = await opened("cycle");
    const from = await stageOn(page, "c").locator(".react-flow__handle-right").boundingBox();
    const to = await stageOn(page, "a").locator(".react-flow__handle-left").boundingBox();
    if (from === null || to === null) throw new Error("the stages have no ports");
    await page.mouse.move(from.x + 5, from.y + 5);
    await page.mouse.down();
    await page.mouse.move(to.x + 40, to.y + 30, { steps: 4 });
    await page.mouse.move(to.x + 4, to.y + 4, { steps: 4 });
    await page.getByText("That would close a cycle: a → b → c → a.").waitFor();
    await page.mouse.up();
    expect(await textOf(page)).toBe(chain.trimEnd());
  });

  test("the button on an edge inserts there, and a stage dropped on an edge comes between", async () => {
    const { page, complaints } = await opened("between", `${chain}  e: { steps: [x] }\n`);
    const between = async (from: string, to: string) => {
      const [left, right] = [await stageOn(page, from).boundingBox(), await stageOn(page, to).boundingBox()];
      if (left === null || right === null) throw new Error("the stages are not in view");
      return { x: (left.x + left.width + right.x) / 2, y: left.y + left.height / 2 };
    };
    const edge = await between("b", "c");
    await page.mouse.move(edge.x, edge.y - 3);
    await page.getByRole("button", { name: "Insert a stage between b and c" }).click();
    await page.getByText("Comes between b and c").waitFor();
    const [stage, onto] = [await stageOn(page, "e").boundingBox(), await between("a", "b")];
    if (stage === null) throw new Error("the stage is not in view");
    await page.mouse.move(stage.x + stage.width / 2, stage.y + stage.height / 2);
    await page.mouse.down();
    await page.mouse.move(onto.x, onto.y + 40, { steps: 4 });
    await page.mouse.move(onto.x, onto.y + 2, { steps: 3 });
    await page.mouse.up();
    await page.locator(".cm-line", { hasText: "e: { needs: [a], steps: [x] }" }).waitFor();
    expect(await textOf(page)).toContain("b: { needs: [e], steps: [x] }");
    expect(complaints).toEqual([]);
  });

  test("where there is little room, the library and the text give way to each other and to the graph", async () => {
    const { page } = await opened("narrow");
    await page.setViewportSize({ width: 1024, height: 768 });
    await page.locator(".cm-editor").waitFor({ state: "detached" });
    await page.getByRole("button", { name: "YAML", exact: true }).click();
    await page.locator(".cm-editor").waitFor();
    await page.getByLabel("Find a stage").waitFor({ state: "detached" });
    expect((await page.locator(".react-flow").boundingBox())?.width).toBeGreaterThan(450);
    await page.getByRole("button", { name: "Library", exact: true }).click();
    await page.locator(".cm-editor").waitFor({ state: "detached" });
    const ask = page.getByRole("button", { name: "What would run if…" });
    await ask.click();
    await page.getByRole("region", { name: "What would run if" }).getByLabel("Branch").press("Escape");
    await ask.and(page.locator(":focus")).waitFor();
    await page.setViewportSize({ width: 360, height: 740 });
    await page.getByRole("button", { name: "Library", exact: true }).click();
    for (const view of ["Library", "Form", "No problems"]) {
      const button = await page.getByRole("button", { name: view, exact: true }).boundingBox();
      expect((button?.x ?? 360) + (button?.width ?? 0), view).toBeLessThanOrEqual(360);
      expect(button?.height, view).toBeLessThan(28);
    }
  });

  test("a link that names a stage opens with it chosen and its form open", async () => {
    const { id } = await created("linked");
    const { page } = await here.at(`/pipelines/${id}/edit?stage=b`);
    await page.getByRole("region", { name: "Stage b" }).waitFor();
    expect(await page.locator(".react-flow__node.selected").getAttribute("data-id")).toBe("b");
  });

  test("what is typed is drawn; while it is broken the last graph stays, and a mend is one press", async () => {
    const { page } = await opened("typing");
    await page.locator(".cm-content").click();
    await page.keyboard.press("Control+End");
    await page.keyboard.type("  d: { needs: [c], stpes: [x] }\n");
    await stageOn(page, "d").waitFor();
    await page.getByRole("button", { name: 'Rename to "steps"' }).click();
    await page.getByText("No problems").waitFor();
    // What a run would be refused for is a problem already while it is drawn.
    await page.locator(".cm-content").click();
    await page.keyboard.press("Control+End");
    await page.keyboard.press("Shift+Home");
    await insertLine(page, "  f: { image: node, steps: [x] }");
    await page.getByRole("list", { name: "Problems" }).getByText("Containers are not supported").waitFor();
    await page.getByRole("button", { name: "Save and run" }).and(page.locator("[aria-disabled='true']")).focus();
    await page.getByRole("tooltip", { name: "Mend the problems first" }).waitFor();
    await page.getByRole("button", { name: 'Remove "image"' }).click();
    await page.getByText("No problems").waitFor();
    await page.locator(".cm-content").click();
    await page.keyboard.press("Control+End");
    await page.keyboard.press("Shift+Home");
    await insertLine(page, "  e: { needs: [e, a, a], steps: [x] }");
    await page.locator("[data-wrong='a e']").waitFor();
    await page.keyboard.type("  e: [");
    await page.getByText("The text cannot be read at the moment").waitFor();
    await stageOn(page, "d").waitFor();
  });

  test("two who edit one pipeline lose nothing: the second is shown both texts", async () => {
    const { page, id } = await opened("two", `${chain}${"# the same\n".repeat(12)}`);
    await stageOn(page, "c").click();
    await page.keyboard.press("Control+d");
    await stageOn(page, "c-2").waitFor();
    await here.client.call("pipelines.put", {
      pipeline: id,
      ifMatch: '"1"',
      text: `${chain}  other: { steps: [y] }\n${"# the same\n".repeat(12)}`,
    });
    await page.keyboard.press("Control+s");
    const dialog = page.getByRole("dialog", { name: "Somebody else saved meanwhile" });
    await dialog.getByLabel("Theirs").getByText("other").first().waitFor();
    // What is folded is opened by keys too.
    await dialog.getByText("unchanged lines").first().waitFor();
    await dialog.getByRole("button", { name: "Every line" }).press("Enter");
    await dialog.getByText("unchanged lines").first().waitFor({ state: "detached" });
    await dialog.getByRole("button", { name: "Go on with the right side" }).click();
    await page.keyboard.press("Control+s");
    await page.getByRole("status").filter({ hasText: "Version 3" }).waitFor();
    const { text } = await here.client.call("pipelines.get", { pipeline: id });
    expect(text).toContain("  c-2:");
    expect((await here.client.call("pipelines.version", { pipeline: id, version: 2 })).text).toContain("other:");
  });

  test("a pipeline is made of its template again once what would change was looked at", async () => {
    const { client } = here;
    const word = (said: string) =>
      `name: source\nparameters: { tries: { type: number, default: 1 } }\nstages: { a: { steps: [{ run: "echo ${said}" }] } }\n`;
    const source = await created("source", word("one"));
    const template = await client.call("pipelines.save-as-template", {
      pipeline: source.id,
      name: `ours ${randomUUID()}`,
    });
    const make = async (name: string) => {
      const input = { template: template.id, repository, name: `${name} ${randomUUID()}` };
      return await client.call("pipelines.create-from-template", input);
    };
    const [made, edited] = [await make("made"), await make("edited")];
    await client.call("pipelines.put", { pipeline: edited.id, ifMatch: '"1"', text: word("mine") });
    const { page, complaints } = await here.at("/pipelines");
    await goWithin(page, `/pipelines/${made.id}?tab=versions`);
    await page.getByText("Version 1 was made of the template").waitFor();
    await page.getByRole("button", { name: "Make it again" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Show what would change" }).click();
    await dialog.getByText("Nothing would change").waitFor();
    await dialog.getByRole("button", { name: "Other values" }).click();
    await dialog.getByLabel("tries").fill("3");
    await dialog.getByRole("button", { name: "Show what would change" }).click();
    await dialog.getByText("Save this as version 2?").waitFor();
    await dialog.getByText("default: 3").waitFor();
    expect(await findViolations(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Save it" }).click();
    await page.getByText("Version 2 was made of the template").waitFor();
    const { text } = await client.call("pipelines.version", { pipeline: made.id, version: 2 });
    expect(text).toContain("default: 3");

    await goWithin(page, `/pipelines/${edited.id}?tab=versions`);
    await page.getByText("people have changed the text since").waitFor();
    await page.getByRole("button", { name: "Make it again" }).click();
    await dialog.getByRole("button", { name: "Show what would change" }).click();
    await dialog.getByText("People changed the text since version 1").waitFor();
    await dialog.getByRole("button", { name: "Save over version 2" }).click();
    await page.getByText("Version 3 was made of the template").waitFor();
    expect(complaints).toEqual([]);
  });

  test("names that look like markup or hide their direction are only names", async () => {
    const text =
      'name: hostile\nstages:\n  a: { name: "<img src=x onerror=alert(1)>\\u202Egnp.exe", steps: ["</script>"] }\n';
    const { page, complaints } = await opened("hostile", text);
    await stageOn(page, "a").getByText("<img src=x onerror=alert(1)>").waitFor();
    expect(await page.locator("img").count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  test("axe finds nothing serious, with the form open, in both appearances", async () => {
    const { page, complaints } = await opened("axe");
    await stageOn(page, "a").dblclick();
    await page.getByRole("region", { name: "Stage a" }).waitFor();
    const serious = async () => (await findViolations(page)).filter((line) => /^(?:serious|critical)/.test(line));
    expect(await serious()).toEqual([]);
    await page.emulateMedia({ colorScheme: "dark" });
    expect(await serious()).toEqual([]);
    expect(complaints).toEqual([]);
  });
});
