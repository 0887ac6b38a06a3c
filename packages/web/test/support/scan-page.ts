import axe from "axe-core";

/**
 * Runs in the page, and knows only what is there: `axe` is the page's own. Contrast takes longer than all other rules
 * together, so that of texts that look alike only one is measured, and none that looks like one of the known.
 */
export async function scanPage({ of, known }: { readonly of: "all" | "colours"; readonly known: readonly string[] }) {
  await settle();
  const options = { resultTypes: ["violations" as const] };
  const others =
    of === "all"
      ? await axe.run({ ...options, rules: { "color-contrast": { enabled: false } } })
      : await axe.run({ ...options, runOnly: ["link-in-text-block"] });
  const texts = findTexts();
  const contrast =
    texts.size === 0 ? undefined : await axe.run([...texts.values()], { ...options, runOnly: ["color-contrast"] });
  const violations = [...others.violations, ...(contrast?.violations ?? [])];
  return {
    looks: [...texts.keys()],
    violations: violations.map(
      ({ impact, id, nodes }) => `${impact} ${id}: ${nodes.map(({ target }) => target).join(", ")}`,
    ),
  };

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
      if (!known.includes(look) && !found.has(look)) found.set(look, element);
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
    for (let ground: Element | null = element; ground !== null; ground = ground.parentElement) {
      look.push(groundOf(ground));
    }
    const { x, y, width, height } = element.getBoundingClientRect();
    for (const painted of document.elementsFromPoint(x + width / 2, y + height / 2)) {
      look.push(painted === element ? "itself" : groundOf(painted));
    }
    return look.filter((part) => part !== "").join();
  }

  function groundOf(element: Element): string {
    const { backgroundColor, backgroundImage, opacity, filter, mixBlendMode } = getComputedStyle(element);
    const ground = [backgroundColor, backgroundImage, opacity, filter, mixBlendMode].join();
    return ground === "rgba(0, 0, 0, 0),none,1,none,normal" ? "" : ground;
  }
}
