/** The known name that was most likely meant, or undefined when none is near. */
export function nearestName(name: string, known: Iterable<string>): string | undefined {
  if (name.length > 64) return undefined;
  const lower = name.toLowerCase();
  // Two slips in a long word, one in a short one: more, and the guess is noise.
  let best = lower.length <= 4 ? 1 : lower.length <= 7 ? 2 : 3;
  let nearest: string | undefined;
  const candidates = [...known];
  for (const candidate of candidates) {
    if (candidate === name || candidate.length > 64) continue;
    const distance = editDistance(lower, candidate.toLowerCase(), best);
    if (distance < best || (distance === best && nearest === undefined)) {
      best = distance;
      nearest = candidate;
    }
  }
  if (nearest !== undefined || lower.length < 4) return nearest;
  const longer = candidates.filter((candidate) => candidate.toLowerCase().startsWith(lower));
  return longer.length === 1 ? longer[0] : undefined;
}

/** Optimal string alignment: insertions, deletions, replacements and swaps of neighbours. Above `limit` it stops counting. */
function editDistance(from: string, to: string, limit: number): number {
  if (Math.abs(from.length - to.length) > limit) return limit + 1;
  let before: number[] = [];
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const same = from[row - 1] === to[column - 1];
      let cost = Math.min(
        (previous[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (previous[column - 1] ?? 0) + (same ? 0 : 1),
      );
      if (row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]) {
        cost = Math.min(cost, (before[column - 2] ?? 0) + 1);
      }
      current.push(cost);
    }
    before = previous;
    previous = current;
  }
  return previous[to.length] ?? limit + 1;
}
