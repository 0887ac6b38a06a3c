import type { Page } from "playwright-core";
import { whyNoBrowser } from "../../packages/web/test/support/launch-chromium.ts";
import { openBrowser } from "../../packages/web/test/support/open-browser.ts";
import type { Case } from "../measure/case.ts";
import { countFrames, type Frames } from "../measure/count-frames.ts";
import type { Finding } from "../measure/finding.ts";

/** Frames a second of the smaller of the two; the larger one has to be usable. */
const target = 30;

/** A large graph is drawn smoothly while it is zoomed, moved, and a stage of it dragged. */
export const designer: Case = {
  name: "designer",
  needsPeers: false,
  async run() {
    if (whyNoBrowser !== undefined) {
      process.stderr.write(`not measured: ${whyNoBrowser}\n`);
      return [];
    }
    await using here = await openBrowser({ optimizing: true });
    const location = "https://code.example.org/mill/large.git";
    const { id: repository } = await here.client.call("repositories.create", { name: "large", location });
    const findings: Finding[] = [];
    for (const stages of [300, 1_000]) {
      const text = pipelineOf(stages);
      const { id } = await here.client.call("pipelines.create", { name: `of-${stages}`, repository, text });
      const { page } = await here.signedIn({ moving: true, viewport: { width: 1440, height: 900 } });
      await page.goto(`${here.url}/pipelines/${id}/edit`);
      await page.locator(".react-flow__node-stage").first().waitFor();
      await page.waitForTimeout(2_000);
      const near = await move(page);
      await page.keyboard.press("0");
      await page.waitForTimeout(1_000);
      const whole = await move(page);
      findings.push(findingOf(`${stages} stages, those at the beginning in view`, near, stages === 300));
      findings.push(findingOf(`${stages} stages, all of them in view`, whole, stages === 300));
      await page.close();
    }
    return findings;
  },
};

interface Moved {
  readonly zooming: Frames;
  readonly panning: Frames;
  readonly dragging: Frames;
}

async function move(page: Page): Promise<Moved> {
  const box = await page.locator(".react-flow").boundingBox();
  if (box === null) throw new Error("there is no canvas");
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const zooming = await countFrames(page, async () => {
    for (let step = 0; step < 60; step += 1) {
      await page.mouse.move(middle.x, middle.y);
      await page.mouse.wheel(0, step % 30 < 15 ? -60 : 60);
      await page.waitForTimeout(16);
    }
  });
  const stage = await stageNear(page, middle);
  await page.mouse.move(stage.x, stage.y);
  await page.mouse.down();
  const dragging = await countFrames(page, async () => await circle(page, stage));
  await page.mouse.up();
  await page.keyboard.press("Control+z");
  // Where no stage is, above all of them.
  const ground = { x: middle.x, y: box.y + 8 };
  await page.mouse.move(ground.x, ground.y);
  await page.mouse.down();
  const panning = await countFrames(page, async () => await circle(page, ground));
  await page.mouse.up();
  return { zooming, panning, dragging };
}

/** Once around, and back to where it began. */
async function circle(page: Page, { x, y }: { readonly x: number; readonly y: number }): Promise<void> {
  for (let step = 0; step <= 80; step += 1) {
    const angle = (step / 80) * 2 * Math.PI;
    await page.mouse.move(x + Math.sin(angle) * 120, y + (1 - Math.cos(angle)) * 80);
    await page.waitForTimeout(16);
  }
}

/** The middle of the stage nearest to a point. */
async function stageNear(page: Page, point: { readonly x: number; readonly y: number }) {
  const boxes = await Promise.all(
    (await page.locator(".react-flow__node-stage").all()).map(async (stage) => await stage.boundingBox()),
  );
  const middles = boxes.flatMap((box) =>
    box === null ? [] : [{ x: box.x + box.width / 2, y: box.y + box.height / 2 }],
  );
  const distance = ({ x, y }: { readonly x: number; readonly y: number }) => Math.hypot(x - point.x, y - point.y);
  const [nearest] = middles.toSorted((left, right) => distance(left) - distance(right));
  if (nearest === undefined) throw new Error("there is no stage");
  return nearest;
}

function findingOf(what: string, { zooming, panning, dragging }: Moved, isHeld: boolean): Finding {
  const all = [zooming, panning, dragging];
  const words = (read: (frames: Frames) => string) =>
    `zooming ${read(zooming)}, moving ${read(panning)}, dragging ${read(dragging)}`;
  const least = Math.min(...all.map(({ rate }) => rate));
  return {
    what: `the designer with ${what}, frames a second`,
    ours: words(({ rate }) => rate.toFixed(0)),
    beside: "",
    figure: `work a frame: ${words(({ work }) => `${work.toFixed(1)} ms`)}`,
    ...(isHeld ? { target: { text: `≥ ${target}`, met: least >= target } } : {}),
  };
}

/** Layers of twenty, each stage with one need or two. */
function pipelineOf(size: number): string {
  const stages = Array.from({ length: size }, (_, index) => {
    const across = index - 20 - (index % 20) + ((index * 7) % 20);
    const needs = index < 20 ? [] : new Set([index - 20, ...(index % 3 === 0 ? [across] : [])]);
    const written = Array.from(needs, (need) => `s${need}`).join(", ");
    return `  s${index}:\n    needs: [${written}]\n    steps:\n      - run: echo ${index}\n    artifacts: [{ name: out, paths: ['out/**'] }]\n`;
  });
  return `name: large\nstages:\n${stages.join("")}`;
}
