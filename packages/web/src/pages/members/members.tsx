import { useMay } from "../../client/use-me.ts";
import { Page } from "../../common/page.tsx";
import { PartTabs } from "../../common/part-tabs.tsx";
import { useFilters } from "../../common/use-filters.ts";
import { Invitations } from "./invitations.tsx";
import { MemberList } from "./member-list.tsx";
import { RoleLimits } from "./role-limits.tsx";
import { RoleTable } from "./role-table.tsx";
import { Teams } from "./teams.tsx";

const parts = [
  { key: "members", label: "Members" },
  { key: "teams", label: "Teams" },
  { key: "roles", label: "Roles" },
  { key: "limits", label: "Narrower roles" },
] as const;
const invitations = { key: "invitations", label: "Invitations" } as const;

/** Who belongs to the organization, in which role, in which teams. */
export function Members() {
  const [{ tab }] = useFilters(["tab"]);
  const tabs = useMay("member.write") ? [...parts, invitations] : parts;
  const part = tabs.find(({ key }) => key === tab)?.key ?? "members";
  return (
    <Page title="People">
      <PartTabs label="Parts of this page" parameter="tab" tabs={tabs} current={part} drop={["search"]} />
      {part === "members" ? <MemberList /> : null}
      {part === "teams" ? <Teams /> : null}
      {part === "roles" ? <RoleTable /> : null}
      {part === "limits" ? <RoleLimits /> : null}
      {part === "invitations" ? <Invitations /> : null}
    </Page>
  );
}
