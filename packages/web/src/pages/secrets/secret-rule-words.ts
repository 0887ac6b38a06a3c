import type { ItemOf } from "../../client/use-pages.ts";

/** To which stages a secret is given. */
export function secretRuleWords(rules: ItemOf<"secrets.list">["rules"]): string {
  const { environments, branches, tags, triggers, protected: isProtected } = rules;
  const words = [
    ...(environments.length === 0 ? [] : [`environments ${environments.join(", ")}`]),
    ...(branches.length === 0 ? [] : [`branches ${branches.join(", ")}`]),
    ...(tags.length === 0 ? [] : [`tags ${tags.join(", ")}`]),
    ...(triggers.length === 0 ? [] : [`started by ${triggers.join(", ")}`]),
    ...(isProtected ? ["protected branches"] : []),
  ];
  return words.length === 0 ? "every stage that names it" : words.join("; ");
}
