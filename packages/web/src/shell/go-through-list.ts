/** Moves the focus by so many rows through the links of the page's list; to the first or the last one where none has it. */
export function goThroughList(step: 1 | -1): void {
  const links = [...document.querySelectorAll("[data-list] tbody tr")].flatMap((row) => {
    const link = row.querySelector("a, button");
    return link instanceof HTMLElement ? [link] : [];
  });
  const row = document.activeElement?.closest("tr");
  const current = links.findIndex((link) => link.closest("tr") === row);
  const next = current === -1 ? (step === 1 ? 0 : links.length - 1) : current + step;
  links[next]?.focus();
}
