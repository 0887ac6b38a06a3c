import type { OutputOf } from "@headrace/app/client";
import { useOperation } from "../../../client/use-operation.ts";
import { EmptyState } from "../../../common/empty-state.tsx";
import { ListTable } from "../../../common/list-table.tsx";
import { Section } from "../../../common/page.tsx";
import { ProblemNotice } from "../../../common/problem-notice.tsx";
import { sentence } from "../../../common/sentence.ts";
import { SkeletonRows } from "../../../common/skeleton.tsx";
import { Visible } from "../../../common/visible.tsx";
import { withCode } from "../../../common/with-code.tsx";
import styles from "./host.module.css";
import { RolesHere } from "./roles-here.tsx";
import { freshFor, type Host } from "./use-host.ts";

/** Who may do what with the repository: as its host has it, and beside that in Headrace. */
export function HostPermissions({ host }: { readonly host: Host }) {
  const why = host.why("permissions.read");
  return (
    <Section title="Who may do what">
      <div className={styles.beside}>
        <div className={styles.part}>
          <h3>On {host.title}</h3>
          {why === undefined ? <GrantsThere host={host} /> : <p className={styles.note}>{withCode(why)}</p>}
        </div>
        <div className={styles.part}>
          <h3>In Headrace</h3>
          <RolesHere repository={host.repository.id} />
        </div>
      </div>
    </Section>
  );
}

type Grant = OutputOf<"repositories.host-permissions">["items"][number];

function GrantsThere({ host }: { readonly host: Host }) {
  const { repository, title } = host;
  const input = { repository: repository.id };
  const { data, error, refetch } = useOperation("repositories.host-permissions", input, { freshFor });
  if (data === undefined) {
    return error === null ? <SkeletonRows rows={3} /> : <ProblemNotice problem={error} again={() => void refetch()} />;
  }
  return (
    <>
      {data.items.length === 0 && data.unread.length === 0 ? (
        <EmptyState title="Nobody is named there">{`${title} grants nothing on this repository by itself.`}</EmptyState>
      ) : null}
      {data.items.length === 0 ? null : (
        <ListTable
          label={`Who may do what on ${title}`}
          rows={data.items}
          rowKey={({ kind, name, account = "", of }) => `${kind} ${name} ${account} ${of}`}
          columns={[
            { title: "Who", cell: (grant) => <Who {...grant} /> },
            { title: "May", narrow: true, cell: (grant) => <May {...grant} /> },
          ]}
        />
      )}
      {data.complete ? null : <p className={styles.note}>There are more: {title}'s own page has all of them.</p>}
      {data.unread.map(({ what, why, mend }) => (
        <p key={what} className={styles.note}>
          {sentence(`${what}: ${why}`)} {sentence(mend)}
        </p>
      ))}
    </>
  );
}

function Who({ kind, name, account, of }: Grant) {
  const aside = [account, kind === "group" ? "a group" : undefined, ofWords[of]].filter((word) => word !== undefined);
  return (
    <>
      <Visible>{name}</Visible>
      {aside.length === 0 ? null : (
        <span className={styles.under}>
          <Visible>{aside.join(", ")}</Visible>
        </span>
      )}
    </>
  );
}

/** In our words, and the host's own where that is another. */
function May({ level, word }: Grant) {
  const may = mayWords[level];
  return (
    <>
      {may ?? <Visible>{word}</Visible>}
      {may === undefined || word === level ? null : (
        <span className={styles.under}>
          <Visible>{word}</Visible>
        </span>
      )}
    </>
  );
}

const mayWords: Readonly<Record<Grant["level"], string | undefined>> = {
  read: "read",
  write: "write",
  admin: "administer",
  unknown: undefined,
};

const ofWords: Readonly<Record<Grant["of"], string | undefined>> = {
  repository: undefined,
  project: "by its project",
  owner: "by the workspace",
};
