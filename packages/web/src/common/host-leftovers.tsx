import type { OutputOf, Problem } from "@headrace/app/client";
import { Checkbox } from "antd";
import styles from "./host-leftovers.module.css";
import { scrollable } from "./scrollable.ts";
import { sentence } from "./sentence.ts";
import { SkeletonRows } from "./skeleton.tsx";
import { Visible } from "./visible.tsx";

type Found = OutputOf<"repositories.leftovers">;
type Leftover = Found["items"][number];

export interface HostLeftoversProps {
  readonly found: Found | undefined;
  readonly problem: Problem | null;
  /** Keys of what is to be removed there. */
  readonly chosen: readonly string[];
  readonly onTurn: (key: string) => void;
}

/** What stands on a host of code and would stay there: what was made from here first, then what others made. */
export function HostLeftovers({ found, problem, chosen, onTurn }: HostLeftoversProps) {
  if (problem !== null) return <p>What it has on its host cannot be listed: {problem.message}. It stays there.</p>;
  if (found === undefined) return <SkeletonRows rows={2} />;
  const { items, unread } = found;
  if (items.length === 0 && unread.length === 0) return null;
  const groups = [
    { title: "Remove on the host too", of: items.filter(({ ours }) => ours) },
    { title: "Made there by others", of: items.filter(({ ours }) => !ours) },
  ].filter(({ of }) => of.length > 0);
  return (
    <div {...scrollable} className={styles.list}>
      {groups.map(({ title, of }) => (
        <fieldset key={title} className={styles.group}>
          <legend>{title}</legend>
          {of.map((one) => (
            <Checkbox
              key={one.key}
              className={styles.one}
              checked={chosen.includes(one.key)}
              onChange={() => onTurn(one.key)}
            >
              <One {...one} />
            </Checkbox>
          ))}
        </fieldset>
      ))}
      {unread.length === 0 ? null : (
        <ul className={styles.unread}>
          {unread.map(({ kind, why }) => (
            <li key={`${kind} ${why}`}>
              {kinds[kind].several} cannot be listed: {sentence(why)}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function One({ kind, name, where, note }: Leftover) {
  return (
    <>
      {kinds[kind].one}{" "}
      <code>
        <Visible>{name}</Visible>
      </code>
      <span className={styles.where}>
        <Visible>{where}</Visible>
        {note === undefined ? "" : `; ${note}`}
      </span>
    </>
  );
}

const kinds: Readonly<Record<Leftover["kind"], { readonly one: string; readonly several: string }>> = {
  webhook: { one: "Webhook", several: "Webhooks" },
  variable: { one: "Variable", several: "Variables" },
  schedule: { one: "Schedule", several: "Schedules" },
  environment: { one: "Environment", several: "Environments" },
  "required-build": { one: "Required build of", several: "Required builds" },
  runner: { one: "Runner", several: "Runners" },
  "key-pair": { one: "SSH key pair", several: "SSH key pairs" },
  "known-host": { one: "Known host", several: "Known hosts" },
};
