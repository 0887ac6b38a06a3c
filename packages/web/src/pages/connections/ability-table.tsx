import type { ReactNode } from "react";
import type { AbilityCheck } from "../../common/ability.ts";
import { type Column, ListTable } from "../../common/list-table.tsx";
import { sentence } from "../../common/sentence.ts";
import { StatusMark } from "../../common/status-icon.tsx";
import { Visible } from "../../common/visible.tsx";
import styles from "./ability-table.module.css";
import { abilityWord } from "./ability-words.ts";

type Told = Pick<AbilityCheck, "ability" | "support" | "scopes" | "note">;

const ability: Column<Told> = { title: "To", cell: (each) => abilityWord(each.ability) };
const scopes: Column<Told> = { title: "The token needs", cell: (each) => <Needs {...each} /> };

/** What a token has to be given, for each thing that can be done by it. */
export function NeededScopes({ abilities }: { readonly abilities: readonly Told[] }) {
  return <ListTable label="What the token needs" columns={[ability, scopes]} rows={abilities} rowKey={keyOf} />;
}

/** What came of a try: what works, what is missing and for what. */
export function AbilityTable({ abilities }: { readonly abilities: readonly AbilityCheck[] }) {
  const columns: readonly Column<AbilityCheck>[] = [
    { title: "To", cell: (each) => <Ability {...each} /> },
    { title: "State", narrow: true, cell: ({ standing }) => standings[standing] },
    { title: "Note", rank: 2, cell: ({ note }) => (note === undefined ? null : <Quiet>{sentence(note)}</Quiet>) },
    { ...scopes, rank: 3, cell: (each) => (each.support === "absent" ? null : <Needs {...each} />) },
  ];
  return <ListTable label="What works" columns={columns} rows={abilities} rowKey={keyOf} />;
}

const standings: Readonly<Record<AbilityCheck["standing"], ReactNode>> = {
  works: <StatusMark status="success">works</StatusMark>,
  refused: <StatusMark status="failed">missing</StatusMark>,
  untested: <StatusMark status="pending">not tried</StatusMark>,
  absent: <StatusMark status="skipped">not there</StatusMark>,
};

function Needs({ scopes: needed, support, note }: Told) {
  if (support === "absent") return <Quiet>{note ?? "nothing: it is not there"}</Quiet>;
  if (needed.length === 0) return <Quiet>nothing more</Quiet>;
  return (
    <span className={styles.scopes}>
      {needed.map((scope) => (
        <code key={scope}>{scope}</code>
      ))}
    </span>
  );
}

/** Of what is refused, with the reason. */
function Ability({ ability: name, standing, problem, mend }: AbilityCheck) {
  const why =
    standing === "refused" ? [problem, mend].flatMap((text) => (text === undefined ? [] : sentence(text))) : [];
  return (
    <>
      {abilityWord(name)}
      {why.length === 0 ? null : (
        <div>
          <Quiet>{why.join(" ")}</Quiet>
        </div>
      )}
    </>
  );
}

function Quiet({ children }: { readonly children: string }) {
  return (
    <span className={styles.quiet}>
      <Visible>{children}</Visible>
    </span>
  );
}

function keyOf({ ability: key }: Told): string {
  return key;
}
