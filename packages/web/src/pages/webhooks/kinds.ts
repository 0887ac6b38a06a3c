/** Code hosts that are understood. */
export const kindChoices = [
  { value: "github", label: "GitHub" },
  { value: "gitlab", label: "GitLab" },
  { value: "bitbucket", label: "Bitbucket" },
  { value: "bitbucket-server", label: "Bitbucket Server" },
  { value: "generic", label: "Anything else" },
] as const;

type Kind = (typeof kindChoices)[number]["value"];

export function kindOf(text: string): Kind {
  return kindChoices.find(({ value }) => value === text)?.value ?? "generic";
}

export function kindWord(kind: Kind): string {
  return kindChoices.find(({ value }) => value === kind)?.label ?? kind;
}
