import type { Page } from "playwright-core";

export interface Frames {
  /** Drawn in a second. */
  readonly rate: number;
  /** Milliseconds of processor time of the page's own thread for each frame: the same however busy the machine is. */
  readonly work: number;
}

/** What a page does while something is done to it. */
export async function countFrames(page: Page, act: () => Promise<void>): Promise<Frames> {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const worked = async (): Promise<number> => {
    const { metrics } = await session.send("Performance.getMetrics");
    return metrics.find(({ name }) => name === "TaskDuration")?.value ?? Number.NaN;
  };
  await page.evaluate(
    "window.framesDrawn = 0; window.isCounting = true; (function next() { if (!window.isCounting) return; window.framesDrawn += 1; requestAnimationFrame(next); })()",
  );
  const [begun, before] = [performance.now(), await worked()];
  await act();
  const after = await worked();
  const frames = Number(await page.evaluate("window.isCounting = false; window.framesDrawn"));
  const time = (performance.now() - begun) / 1_000;
  await session.detach();
  return { rate: frames / time, work: ((after - before) * 1_000) / frames };
}
