/** A glob that matches exactly this text: what globs give a meaning is escaped. */
export function escapeGlob(text: string): string {
  return text.replace(/[\\*?[\]{},!]/g, "\\$&");
}
