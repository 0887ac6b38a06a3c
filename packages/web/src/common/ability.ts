import type { OutputOf } from "@headrace/app/client";
import { sentence } from "./sentence.ts";

/** What a connection can do on its host of code, as its last try has shown. */
export type AbilityCheck = OutputOf<"connections.get">["check"]["abilities"][number];

/** Why it cannot be done, as sentences; undefined where it can, or where only doing it would show. */
export function refusalOf(ability: AbilityCheck | undefined, title: string): string | undefined {
  if (ability === undefined || ability.standing === "works" || ability.standing === "untested") return undefined;
  const words = [ability.problem ?? ability.note ?? `${title} cannot be told to`, ability.mend];
  return words.flatMap((text) => (text === undefined ? [] : sentence(text))).join(" ");
}
