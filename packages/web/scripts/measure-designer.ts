// Measures how smoothly a large pipeline is drawn: frames a second while stages are dragged and the graph is zoomed.
// node packages/web/scripts/measure-designer.ts [stages…]
import { openBrowser, whyNoBrowser } from "../test/support/open-browser.ts";

const sizes = process.argv.slice(2).map(Number);

if (whyNoBrowser !== undefined) console.log(whyNoBrowser);
else {
  await using here = await openBrowser();
  const location = "https://code.example.org/mill/large.git";
  const { id: repository } = await here.client.call("repositories.create", { name: "large", location });
  for (const size of sizes.length === 0 ? [300, 1000] : sizes) {
    const { id } = await here.client.call("pipelines.create", {
      name: `of-${size}`,
      repository,
      text: pipelineOf(size),
    });
    const { page } = await here.signedIn({ viewport: { width: 1440, height: 900 } });
    const begun = performance.now();
    await page.goto(`${here.url}/pipelines/${id}/edit`);
    await page.locator(".react-flow__node-stage").first().waitFor();
    const shown = performance.now() - begun;
    await page.waitForTimeout(2_000);
    const drawn = await page.locator(".react-flow__node-stage").count();
    const box = await page.locator(".react-flow").boundingBox();
    if (box === null) throw new Error("there is no canvas");
    const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };

    const count = async (): Promise<() => Promise<number>> => {
      await page.evaluate(
        "window.frames_ = 0; window.counting = true; (function next() { if (!window.counting) return; window.frames_ += 1; requestAnimationFrame(next); })()",
      );
      const start = performance.now();
      return async () =>
        Number(await page.evaluate("window.counting = false; window.frames_")) / ((performance.now() - start) / 1000);
    };
    const zooming = await count();
    for (let step = 0; step < 40; step += 1) {
      await page.mouse.move(middle.x, middle.y);
      await page.mouse.wheel(0, step < 20 ? -60 : 60);
      await page.waitForTimeout(25);
    }
    const zoomed = await zooming();
    const node = await page
      .locator(".react-flow__node-stage")
      .nth(Math.floor(drawn / 2))
      .boundingBox();
    if (node === null) throw new Error("there is no stage");
    await page.mouse.move(node.x + node.width / 2, node.y + node.height / 2);
    await page.mouse.down();
    const dragging = await count();
    for (let step = 0; step < 60; step += 1) {
      await page.mouse.move(middle.x + Math.sin(step / 6) * 200, middle.y + Math.cos(step / 6) * 150);
      await page.waitForTimeout(15);
    }
    const dragged = await dragging();
    await page.mouse.up();
    const edit = performance.now();
    await page.keyboard.press("Control+d");
    await page.getByText("Not saved yet").waitFor();
    const edited = performance.now() - edit;
    console.log(
      `${size} stages: shown after ${Math.round(shown)} ms, ${drawn} in view; ${zoomed.toFixed(0)} frames a second zooming, ${dragged.toFixed(0)} dragging; an edit takes ${Math.round(edited)} ms`,
    );
  }
}

/** Layers of twenty, each stage with one need or two. */
function pipelineOf(size: number): string {
  const stages = Array.from({ length: size }, (_, index) => {
    const needs =
      index < 20
        ? []
        : [`s${index - 20}`, ...(index % 3 === 0 ? [`s${index - 20 - (index % 20) + ((index * 7) % 20)}`] : [])];
    return `  s${index}:\n    needs: [${[...new Set(needs)].join(", ")}]\n    steps:\n      - run: echo ${index}\n    artifacts: [{ name: out, paths: ['out/**'] }]\n`;
  });
  return `name: large\nstages:\n${stages.join("")}`;
}
