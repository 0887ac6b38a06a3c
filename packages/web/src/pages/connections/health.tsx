import type { OutputOf } from "@headrace/app/client";
import { StatusMark } from "../../common/status-icon.tsx";

type Connection = OutputOf<"connections.get">;

const day = 86_400_000;
/** Before a token ends, it is said for so long. */
const soon = 14 * day;

/** How a connection is, in a mark and a few words. */
export function Health({ check, expiresAt }: Pick<Connection, "check" | "expiresAt">) {
  const left = expiresAt === undefined ? Number.POSITIVE_INFINITY : Date.parse(expiresAt) - Date.now();
  if (left <= 0) return <StatusMark status="failed">the token has ended</StatusMark>;
  if (!check.works) return <StatusMark status="failed">the token is refused</StatusMark>;
  const missing = check.abilities.filter(({ standing }) => standing === "refused").length;
  if (missing > 0) return <StatusMark status="asking">{`works, ${missing} missing`}</StatusMark>;
  if (left < soon) return <StatusMark status="asking">works, ends soon</StatusMark>;
  return <StatusMark status="success">works</StatusMark>;
}
