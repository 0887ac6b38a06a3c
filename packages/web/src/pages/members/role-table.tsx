import { useOperation } from "../../client/use-operation.ts";
import { ListTable } from "../../common/list-table.tsx";
import { ProblemNotice } from "../../common/problem-notice.tsx";
import { SkeletonRows } from "../../common/skeleton.tsx";

/** What each role may do, as the server has it. */
export function RoleTable() {
  const { data, error, refetch } = useOperation("roles.list", {});
  if (data === undefined) {
    return error === null ? <SkeletonRows /> : <ProblemNotice problem={error} again={() => void refetch()} />;
  }
  return (
    <ListTable
      label="Roles"
      rows={data.items}
      rowKey={({ permission }) => permission}
      columns={[
        { title: "May", cell: ({ words }) => <span>{words}</span> },
        { title: "Permission", rank: 3, narrow: true, cell: ({ permission }) => <code>{permission}</code> },
        ...data.roles.map((role) => ({
          title: role,
          narrow: true,
          // The first may everything: a phone has no room to say it thirty times.
          ...(role === data.roles[0] ? { rank: 2 as const } : {}),
          cell: ({ roles }: (typeof data.items)[number]) => (roles.includes(role) ? "yes" : "–"),
        })),
      ]}
    />
  );
}
