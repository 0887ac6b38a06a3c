import { Link } from "react-router";
import { pathTo } from "../shell/path-to.ts";
import type { Column } from "./list-table.tsx";

/** Says to which repository a row belongs. */
export function repositoryColumn<Row extends { readonly repositoryId?: string | undefined }>(
  names: ReadonlyMap<string, string>,
): Column<Row> {
  return {
    title: "Repository",
    rank: 2,
    cell: ({ repositoryId }) =>
      repositoryId === undefined ? (
        "all of a connection"
      ) : (
        <Link to={pathTo.repository(repositoryId)}>{names.get(repositoryId) ?? "…"}</Link>
      ),
  };
}
