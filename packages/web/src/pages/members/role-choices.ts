/** Roles with what they are for. */
export const roleChoices = [
  { value: "viewer", label: "Viewer: reads" },
  { value: "developer", label: "Developer: runs and changes pipelines" },
  { value: "maintainer", label: "Maintainer: sets up environments, secrets and people" },
  { value: "owner", label: "Owner: everything" },
] as const;

export type Role = (typeof roleChoices)[number]["value"];

export function roleOf(text: string): Role | undefined {
  return roleChoices.find(({ value }) => value === text)?.value;
}
