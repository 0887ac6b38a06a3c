import { Link } from "react-router";
import { usePages } from "../../client/use-pages.ts";
import { ListTable } from "../../common/list-table.tsx";
import { Section } from "../../common/page.tsx";
import { RelativeTime } from "../../common/relative-time.tsx";
import { StatusMark } from "../../common/status-icon.tsx";
import { Visible } from "../../common/visible.tsx";
import { pagePaths } from "../../shell/page-paths.ts";

/** Approvals that I can decide; nothing where there are none. */
export function WaitingForMe() {
  const { items = [] } = usePages("approvals.list", { mine: true, limit: 5 }, { every: 5_000 });
  if (items.length === 0) return null;
  return (
    <Section title="Waiting for you" actions={<Link to={pagePaths.approvals}>All approvals</Link>}>
      <ListTable
        label="Waiting for you"
        rows={items}
        rowKey={({ id }) => id}
        columns={[
          { title: "State", narrow: true, cell: () => <StatusMark status="asking">waiting</StatusMark> },
          {
            title: "For",
            cell: ({ pipeline, instance }) => (
              <Link to={pagePaths.approvals}>
                <Visible>{pipeline.name}</Visible> #{pipeline.number}, <Visible>{instance}</Visible>
              </Link>
            ),
          },
          { title: "To", rank: 2, cell: ({ environment }) => environment },
          { title: "Started by", rank: 3, cell: ({ triggeredBy }) => triggeredBy.name },
          { title: "Asked", narrow: true, figures: true, cell: ({ requestedAt }) => <RelativeTime at={requestedAt} /> },
        ]}
      />
    </Section>
  );
}
