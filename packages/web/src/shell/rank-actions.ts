import type { PageAction } from "./actions.tsx";

/** The actions whose words hold what was typed, those that begin with it first; all of them for nothing. */
export function rankActions(actions: readonly PageAction[], typed: string): readonly PageAction[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return actions
    .filter(({ unlisted }) => unlisted !== true)
    .flatMap((action) => {
      const rank = rankOf(`${action.name} ${action.section}`.toLowerCase(), words);
      return rank === undefined ? [] : [{ action, rank }];
    })
    .sort((left, right) => left.rank - right.rank)
    .map(({ action }) => action);
}

function rankOf(text: string, words: readonly string[]): number | undefined {
  let rank = 0;
  for (const word of words) {
    const place = text.indexOf(word);
    if (place === -1) return undefined;
    rank += place === 0 ? 0 : text[place - 1] === " " ? 1 : 2;
  }
  return rank;
}
