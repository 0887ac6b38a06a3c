import { Tabs } from "antd";
import { useMay } from "../../client/use-me.ts";
import { Page } from "../../common/page.tsx";
import { useFilters } from "../../common/use-filters.ts";
import { Invitations } from "./invitations.tsx";
import { MemberList } from "./member-list.tsx";
import { RoleLimits } from "./role-limits.tsx";
import { Teams } from "./teams.tsx";

/** Who belongs to the organization, in which role, in which teams. */
export function Members() {
  const [{ tab }, change] = useFilters(["tab", "search"]);
  const mayInvite = useMay("member.write");
  return (
    <Page title="People">
      <Tabs
        activeKey={tab === "" ? "members" : tab}
        onChange={(next) => change({ tab: next === "members" ? "" : next, search: "" })}
        items={[
          { key: "members", label: "Members", children: <MemberList /> },
          { key: "teams", label: "Teams", children: <Teams /> },
          { key: "limits", label: "Narrower roles", children: <RoleLimits /> },
          ...(mayInvite ? [{ key: "invitations", label: "Invitations", children: <Invitations /> }] : []),
        ]}
      />
    </Page>
  );
}
