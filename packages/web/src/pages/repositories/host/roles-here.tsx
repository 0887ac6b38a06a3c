import { Link } from "react-router";
import { useMay } from "../../../client/use-me.ts";
import { usePages } from "../../../client/use-pages.ts";
import { ListTable } from "../../../common/list-table.tsx";
import { SkeletonRows } from "../../../common/skeleton.tsx";
import { pagePaths } from "../../../shell/page-paths.ts";
import styles from "./host.module.css";

/** The members of the organization with their roles in a repository, as far as the viewer is told of narrower ones. */
export function RolesHere({ repository }: { readonly repository: string }) {
  const tellsAll = useMay("member.write");
  const { items: members } = usePages("members.list", {});
  const { items: limits = [] } = usePages("role-limits.list", {});
  if (members === undefined) return <SkeletonRows rows={3} />;
  const narrower = new Map(limits.flatMap((one) => (one.scopeId === repository ? [[one.user, one.role]] : [])));
  return (
    <>
      <ListTable
        label="Who may do what in Headrace"
        rows={members}
        rowKey={({ userId }) => userId}
        columns={[
          { title: "Who", cell: ({ name }) => name },
          {
            title: "Is",
            narrow: true,
            cell: ({ userId, role }) => {
              const limit = narrower.get(userId);
              return limit === "none" ? "kept out" : leastOf(role, limit);
            },
          },
        ]}
      />
      <p className={styles.note}>
        What each role may stands at <Link to={pagePaths.members}>People</Link>.
        {tellsAll ? "" : " Where others are less here than in the organization is told to who may change it."}
      </p>
    </>
  );
}

const roles = ["viewer", "developer", "maintainer", "owner"];

/** A limit never gives more than the role in the organization. */
function leastOf(role: string, limit: string | undefined): string {
  return limit !== undefined && roles.indexOf(limit) < roles.indexOf(role) ? limit : role;
}
