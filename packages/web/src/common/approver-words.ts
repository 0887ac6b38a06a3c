/** "the owners, the team operations or ada@example.org", of `role:owner`, `team:operations` and an address. */
export function approverWords(approvers: readonly string[]): string {
  const words = [...new Set(approvers)].map((approver) => {
    const [, kind, name] = /^(role|team):(.+)$/s.exec(approver) ?? [];
    if (name === undefined) return approver;
    return kind === "role" ? `the ${name}s` : `the team ${name}`;
  });
  return [words.slice(0, -1).join(", "), ...words.slice(-1)].filter((part) => part !== "").join(" or ");
}
