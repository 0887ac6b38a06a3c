import axe from "axe-core";

declare global {
  interface Window {
    /** Of texts whose contrast was enough since the page was loaded. */
    goodLooks?: Set<string>;
  }
}

/**
 * Runs in the page, and knows only what is there: `axe` is the page's own. Contrast takes longer than all other rules
 * together, so that of texts that look alike only one is measured, and none that looks like one that was good before.
 */
export async function scanPage(of: "all" | "colours"): Promise<readonly string[]> {
  await settle();
  window.goodLooks ??= new Set();
  const known = window.goodLooks;
  const grounds = new Map<Element | null, string>([[null, ""]]);
  const options = { resultTypes: ["violations" as const] };
  const others =
    of === "all"
      ? await axe.run({ ...options, rules: { "color-contrast": { enabled: false } } })
      : await axe.run({ ...options, runOnly: ["link-in-text-block"] });
  const texts = findTexts();
  const contrast =
    texts.size === 0 ? undefined : await axe.run([...texts.values()], { ...options, runOnly: ["color-contrast"] });
  if (contrast?.violations.length === 0) for (const look of texts.keys()) known.add(look);
  return [...others.violations, ...(contrast?.violations ?? [])].map(
    ({ impact, id, nodes }) => `${impact} ${id}: ${nodes.map(({ target }) => target).join(", ")}`,
  );

  /** What is on its way to another colour has one in between. */
  async function settle(): Promise<void> {
    for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
    const ending = document
      .getAnimations()
      .filter(({ effect }) => Number(effect?.getComputedTiming().endTime) < Number.POSITIVE_INFINITY);
    await Promise.allSettled(ending.map(({ finished }) => finished));
  }

  /** One of all that look alike, by how it looks. */
  function findTexts(): ReadonlyMap<string, Element> {
    const found = new Map<string, Element>();
    for (const element of document.querySelectorAll("body *")) {
      if (!hasText(element) || !element.checkVisibility({ visibilityProperty: true })) continue;
      const look = lookOf(element);
      if (!known.has(look) && !found.has(look)) found.set(look, element);
    }
    return found;
  }

  function hasText(element: Element): boolean {
    if (element.matches("input, select, textarea")) return true;
    return [...element.childNodes].some((node) => node instanceof Text && node.data.trim() !== "");
  }

  /**
   * All that the contrast of a text depends on: its own look, whether it need not be read, the grounds that it stands on,
   * and what is painted where its middle is.
   */
  function lookOf(element: Element): string {
    const { color, fontSize, fontWeight, textShadow } = getComputedStyle(element);
    const labelled = element.closest("label")?.control ?? element;
    const isSpared = element.closest("[aria-hidden=true], [aria-disabled=true]") ?? labelled.closest(":disabled");
    const isShort = (element.textContent ?? "").trim().length < 2;
    const look = [color, fontSize, fontWeight, textShadow, isSpared !== null, isShort];
    look.push(groundsOf(element));
    const { x, y, width, height } = element.getBoundingClientRect();
    for (const painted of document.elementsFromPoint(x + width / 2, y + height / 2)) {
      look.push(painted === element ? "itself" : groundOf(painted));
    }
    return look.filter((part) => part !== "").join();
  }

  /** Its own and those of all that it is within. */
  function groundsOf(element: Element | null): string {
    const known = grounds.get(element);
    if (known !== undefined || element === null) return known ?? "";
    const all = groundOf(element) + groundsOf(element.parentElement);
    grounds.set(element, all);
    return all;
  }

  function groundOf(element: Element): string {
    const { backgroundColor, backgroundImage, opacity, filter, mixBlendMode } = getComputedStyle(element);
    const ground = [backgroundColor, backgroundImage, opacity, filter, mixBlendMode].join();
    return ground === "rgba(0, 0, 0, 0),none,1,none,normal" ? "" : ground;
  }
}
