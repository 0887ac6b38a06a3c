import { type Judge, openDocument } from "../open-document.ts";

/** Undefined where the document does not lie at hand. It is the part of GitHub's that tells of Actions. */
export const openSpecification = (): Judge | undefined => openDocument("github-actions.openapi.json");

/** Asked of GitHub, and not in that part. */
export const exemptions: ReadonlySet<string> = new Set([
  // https://docs.github.com/rest/search/search#search-repositories
  "/search/repositories",
  // https://docs.github.com/rest/repos/repos#list-organization-repositories, #list-repositories-for-a-user
  "/orgs/{org}/repos",
  "/users/{username}/repos",
  // In no document: GitHub's own redirects name it, and its answer has the type of `/repos/{owner}/{repo}`.
  // https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api#follow-redirects
  "/repositories/{repository_id}",
  // https://docs.github.com/rest/orgs/webhooks
  "/orgs/{org}/hooks",
  "/orgs/{org}/hooks/{hook_id}",
  // https://docs.github.com/rest/orgs/orgs#get-an-organization
  "/orgs/{org}",
  // https://docs.github.com/rest/apps/apps: types of @octokit/openapi-types hold these.
  "/app",
  "/users/{username}/installation",
  "/app/installations/{installation_id}/access_tokens",
  // https://docs.github.com/rest/collaborators/collaborators, repos/repos#list-repository-teams
  "/repos/{owner}/{repo}/collaborators",
  "/repos/{owner}/{repo}/teams",
  // https://docs.github.com/rest/repos/contents, branches/branches, git/refs, pulls/pulls
  "/repos/{owner}/{repo}/branches/{branch}",
  "/repos/{owner}/{repo}/contents/{path}",
  "/repos/{owner}/{repo}/git/refs",
  "/repos/{owner}/{repo}/pulls",
  "/repos/{owner}/{repo}/pulls/{pull_number}",
]);
