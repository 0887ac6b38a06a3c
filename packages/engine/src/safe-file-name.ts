import { createHash } from "node:crypto";

/**
 * A legible file name for any text, different for different texts: an instance's name is untrusted
 * and may hold slashes or dots. What had to be changed is told apart by a hash of the original.
 */
export function safeFileName(text: string): string {
  const safe = text
    .replaceAll(/[^A-Za-z0-9._-]+/g, "-")
    .replace(/^[.-]+/, "")
    .slice(0, 60);
  if (safe === text && safe !== "") return safe;
  return `${safe}-${createHash("sha256").update(text).digest("hex").slice(0, 10)}`;
}
