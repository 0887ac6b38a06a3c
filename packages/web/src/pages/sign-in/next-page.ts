import { pagePaths } from "../../shell/page-paths.ts";

/** Where to go once somebody is signed in: where they came from, but never off this server. */
export function nextPage(search: string): string {
  const next = new URLSearchParams(search).get("next") ?? "";
  return /^\/(?![/\\])/.test(next) ? next : pagePaths.overview;
}
