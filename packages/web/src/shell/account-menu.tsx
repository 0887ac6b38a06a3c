import { Dropdown, type MenuProps } from "antd";
import { useNavigate } from "react-router";
import { useServer } from "../client/server-provider.tsx";
import { useAction } from "../client/use-action.ts";
import { useViewer } from "../client/use-me.ts";
import { type AppearanceSetting, useTheme } from "../theme/theme-provider.tsx";
import styles from "./account-menu.module.css";
import { pagePaths } from "./page-paths.ts";

/** Who one is, in which organization, and how the pages look. */
export function AccountMenu({ onKeys, onGo }: { readonly onKeys: () => void; readonly onGo?: () => void }) {
  const navigate = useNavigate();
  const viewer = useViewer();
  const { chooseOrganization } = useServer();
  const { setting, choose } = useTheme();
  const signOut = useAction("sessions.end", { onDone: () => window.location.assign(pagePaths.signIn) });
  if (viewer === undefined) return <div className={styles.place} />;
  const { me, membership } = viewer;
  const appearances: readonly (readonly [AppearanceSetting, string])[] = [
    ["system", "As the system"],
    ["light", "Light"],
    ["dark", "Dark"],
  ];
  const items: MenuProps["items"] = [
    { key: "person", label: me.email, disabled: true },
    ...(me.organizations.length > 1
      ? [
          {
            key: "organizations",
            type: "group" as const,
            label: "Organization",
            children: me.organizations.map(({ id, name }) => ({ key: `organization ${id}`, label: name })),
          },
        ]
      : []),
    {
      key: "appearances",
      type: "group",
      label: "Appearance",
      children: appearances.map(([key, label]) => ({ key: `appearance ${key}`, label })),
    },
    { type: "divider" },
    { key: "settings", label: "Your settings" },
    { key: "api", label: "The API" },
    { key: "keys", label: "Keys" },
    { key: "signOut", label: "Sign out" },
  ];
  const choosing = (key: string): void => {
    const [kind, value = ""] = key.split(" ");
    if (kind === "organization") chooseOrganization(value);
    else if (kind === "appearance" && (value === "light" || value === "dark" || value === "system")) choose(value);
    else if (kind === "settings") {
      onGo?.();
      void navigate(pagePaths.settings);
    } else if (kind === "api") window.location.assign("/api/docs");
    else if (kind === "keys") onKeys();
    else if (kind === "signOut") signOut.mutate({});
  };
  return (
    <Dropdown
      trigger={["click"]}
      placement="topLeft"
      menu={{
        items,
        onClick: ({ key }) => choosing(key),
        selectable: true,
        selectedKeys: [`appearance ${setting}`, `organization ${membership?.id ?? ""}`],
      }}
    >
      <button type="button" className={styles.button}>
        <span className={styles.initials} aria-hidden="true">
          {initials(me.name)}
        </span>
        <span className={styles.names}>
          <span>{me.name}</span>
          <span className={styles.organization}>{membership?.name ?? "No organization"}</span>
        </span>
      </button>
    </Dropdown>
  );
}

function initials(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  return [words.at(0), words.length > 1 ? words.at(-1) : undefined]
    .map((word) => [...(word ?? "")].at(0) ?? "")
    .join("")
    .toUpperCase();
}
