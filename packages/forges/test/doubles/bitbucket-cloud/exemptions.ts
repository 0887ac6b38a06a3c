/** Where the specification says less than the vendor's pages and its own prose do. */
export interface Exemptions {
  /** Query parameters that every list takes: rest/intro/#pagination, #partial-response */
  readonly parameters: readonly string[];
  /** Values beyond a parameter's own list. A hyphen turns the order round: rest/intro/#sorting */
  readonly values: Readonly<Record<string, RegExp>>;
  /** Statuses of every operation, and 409 of `src`, which stands in its prose: rest/intro/#authentication, support.atlassian.com/bitbucket-cloud/docs/api-request-limits */
  readonly statuses: readonly number[];
  /** Of a log: its parts, of which the operation's prose speaks, and 406 (jira.atlassian.com, BCLOUD). */
  readonly logStatuses: readonly number[];
  /** A fact of a report is a number or a text by its type: support.atlassian.com/bitbucket-cloud/docs/code-insights.
   * Of a file its content comes, as its prose says: it has no JSON. */
  readonly problems: RegExp;
  /**
   * Operations whose body stands in the prose beside them only: of downloads it is a form. That of a runner stands nowhere: it has the fields that
   * are answered; that of an environment's change has what its page sends.
   */
  readonly bodies: readonly string[];
  /**
   * Operations that take a definition instead of their body, which is then told by the query: that stands in the prose
   * beside them only. https://developer.atlassian.com/cloud/bitbucket/rest/api-group-pipelines/#on-demand-pipeline
   */
  readonly definitions: readonly string[];
}

export const exemptions: Exemptions = {
  parameters: ["page", "pagelen", "q", "sort", "fields"],
  values: { sort: /^-created_on$/ },
  statuses: [401, 403, 404, 409, 429, 500, 502, 503, 504],
  logStatuses: [206, 406, 416],
  problems: /\/data\/\d+(?: as report_data)?\/value must be object$|\/src\/\{commit\}\/\{path\} 200 must be object$/,
  definitions: ["POST /repositories/{workspace}/{repo_slug}/pipelines"],
  bodies: [
    "POST /repositories/{workspace}/{repo_slug}/environments/{environment_uuid}/changes",
    "POST /repositories/{workspace}/{repo_slug}/hooks",
    "POST /workspaces/{workspace}/hooks",
    "PUT /repositories/{workspace}/{repo_slug}/hooks/{uid}",
    "PUT /workspaces/{workspace}/hooks/{uid}",
    "POST /repositories/{workspace}/{repo_slug}/pipelines-config/runners",
    "POST /workspaces/{workspace}/pipelines-config/runners",
    "PUT /repositories/{workspace}/{repo_slug}/pipelines-config/runners/{runner_uuid}",
    "PUT /workspaces/{workspace}/pipelines-config/runners/{runner_uuid}",
    "POST /repositories/{workspace}/{repo_slug}/src",
    "POST /repositories/{workspace}/{repo_slug}/downloads",
  ],
};
