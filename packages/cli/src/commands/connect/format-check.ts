import type { OutputOf } from "@headrace/app/client";
import { formatTable } from "../../output/table.ts";
import { visible } from "../../output/visible.ts";

/** What a connection can do, as a server tells it and as it is tried here. */
export type ShownCheck = Omit<OutputOf<"connections.get">["check"], "at"> & { readonly expiresAt?: string };

/** Who the token is, then a line for each ability: what came of it, what it needs, and why it does not work. */
export function formatCheck(check: ShownCheck): string {
  const { works, account, hostVersion, plan, expiresAt, problem, mend } = check;
  const facts = [
    works
      ? `The token is believed${account === undefined ? "" : `: it is ${account}'s`}.`
      : "The token is not believed.",
    ...(hostVersion === undefined ? [] : [`The host has the version ${hostVersion}.`]),
    ...(plan === undefined ? [] : [`The plan there is ${plan}.`]),
    ...(expiresAt === undefined ? [] : [`It ends on ${expiresAt.slice(0, 10)}.`]),
    ...(problem === undefined ? [] : [problem]),
    ...(mend === undefined ? [] : [`To mend it: ${mend}.`]),
  ];
  const columns = ["ABILITY", "STANDING", "NEEDS", "NOTE"].map((title) => ({ title }));
  const rows = check.abilities.map((one) =>
    [one.ability, one.standing, one.scopes.join(" "), one.problem ?? one.note ?? ""].map(visible),
  );
  return `${visible(facts.join(" "))}\n\n${formatTable(columns, rows)}`;
}
