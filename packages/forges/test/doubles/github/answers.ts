// What GitHub answers, filled with what the specification demands beside the fields that tests speak of.

export interface Run {
  readonly id: number;
  readonly run_number: number;
  readonly event: string;
  readonly head_branch: string | null;
  status: string;
  conclusion: string | null;
  readonly jobs: Job[];
}

export interface Job {
  readonly id: number;
  readonly name: string;
  status: string;
  conclusion: string | null;
  /** Given once the job has ended. */
  log: string;
}

const url = "https://api.github.com/x";
const createdAt = "2026-01-01T00:00:00Z";

const urls = (names: string) => Object.fromEntries(names.split(" ").map((name) => [`${name}_url`, url]));

const user = {
  id: 1,
  node_id: "U1",
  login: "ada",
  gravatar_id: "",
  site_admin: false,
  type: "User",
  url,
  ...urls("avatar events followers following gists html organizations received_events repos starred subscriptions"),
};

const repository = {
  id: 1,
  node_id: "R1",
  name: "shop",
  full_name: "acme/shop",
  private: true,
  fork: false,
  description: null,
  owner: user,
  url,
  ...urls(
    "archive assignees blobs branches collaborators comments commits compare contents contributors deployments downloads",
  ),
  ...urls(
    "events forks git_commits git_refs git_tags hooks html issue_comment issue_events issues keys labels languages",
  ),
  ...urls(
    "merges milestones notifications pulls releases stargazers statuses subscribers subscription tags teams trees",
  ),
};

export function runAnswer({ jobs: _, ...run }: Run) {
  return {
    ...run,
    node_id: "W1",
    display_title: "Mend the door",
    head_sha: "a".repeat(40),
    path: ".github/workflows/ci.yml",
    workflow_id: 1,
    created_at: createdAt,
    updated_at: createdAt,
    actor: user,
    head_commit: null,
    repository,
    head_repository: repository,
    pull_requests: [],
    url,
    ...urls("html jobs logs check_suite cancel rerun artifacts workflow"),
    html_url: `https://github.com/acme/shop/actions/runs/${run.id}`,
  };
}

export function jobAnswer({ log: _, ...job }: Job, run: Run) {
  return {
    ...job,
    node_id: "J1",
    run_id: run.id,
    head_sha: "a".repeat(40),
    head_branch: run.head_branch,
    workflow_name: "CI",
    created_at: createdAt,
    started_at: createdAt,
    completed_at: job.status === "completed" ? "2026-01-01T00:01:00Z" : null,
    labels: [],
    runner_id: null,
    runner_name: null,
    runner_group_id: null,
    runner_group_name: null,
    url,
    ...urls("run html check_run"),
  };
}

/** Of the token. */
export const accountAnswer = {
  ...user,
  user_view_type: "public",
  avatar_url: url,
  html_url: url,
  ...filled("bio blog company email hireable location name", null),
  ...filled("followers following public_gists public_repos", 0),
  blog: "",
  created_at: createdAt,
  updated_at: createdAt,
};

/** Of acme/shop by itself. */
export const repositoryAnswer = {
  ...repository,
  owner: { ...user, login: "acme" },
  clone_url: "https://github.com/acme/shop.git",
  default_branch: "trunk",
  private: true,
  ...filled("homepage language license mirror_url", null),
  ...filled("has_issues has_projects has_wiki has_pages has_discussions archived disabled", false),
  ...filled("forks forks_count open_issues open_issues_count size stargazers_count watchers watchers_count", 0),
  ...filled("network_count subscribers_count", 0),
  ...filled("git_url ssh_url svn_url", url),
  ...filled("created_at pushed_at updated_at", createdAt),
};

function filled(names: string, value: unknown): Readonly<Record<string, unknown>> {
  return Object.fromEntries(names.split(" ").map((name) => [name, value]));
}
