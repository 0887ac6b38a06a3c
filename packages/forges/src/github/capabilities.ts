import { type Ability, abilities, type Capability, type Whose } from "../ports/index.ts";
import { type Operation, operations } from "./operations.ts";
import { planNote } from "./plan.ts";

const fileNote = "GitHub's schedules stand in the workflow file";
const rulesNote =
  "GitHub's rules for branches are set on its own page: they demand `headrace / <pipeline>` by that name";
const sshNote = "GitHub has no key pair of a repository: a workflow takes its keys from secrets";
const downloadsNote = "GitHub has no downloads of a repository: runs leave artifacts, and releases hold files of a tag";
const notes: ReadonlyMap<Ability, string> = new Map([
  ["downloads.read", downloadsNote],
  ["downloads.write", downloadsNote],
  ["runs.start", "the workflow must have the trigger workflow_dispatch; its inputs are at most 25, and none is secret"],
  ["runs.on-demand", "GitHub runs workflows that a commit holds only"],
  [
    "reviews.write",
    "in the name of whoever the token stands for, who must be one of the environment's reviewers; runs of forks are approved by whoever may write",
  ],
  ["required-builds.read", rulesNote],
  ["required-builds.write", rulesNote],
  ["runners.read", "of the repository; those of an organization are on GitHub's page"],
  [
    "runners.write",
    "labels are set and runners removed; one is made by the program on its machine, with a token of GitHub's page",
  ],
  ["ssh.read", sshNote],
  ["ssh.write", sshNote],
  ["identity.read", "GitHub's runs have one issuer for all: https://token.actions.githubusercontent.com"],
  ["cache-contents.read", "GitHub gives what is in a cache to its own jobs only"],
  ["container-logs.read", "GitHub writes what services say into the log of their job"],
  ["insights.write", "GitHub has no reports beside checks: an app's check holds the annotations"],
  ["pull-request-builds.read", "those of its last commit, which needs Statuses: read too"],
  ["environments.rename", "an environment on GitHub has its name for good: make another one"],
  ["reports.read", "GitHub's reports are checks, of Actions and of apps"],
  ["tests.read", "GitHub keeps no results of tests: what a job wants kept it uploads as an artifact"],
  ["schedules.read", fileNote],
  ["schedules.write", fileNote],
  ["permissions.read", "the token's owner must be allowed to write to the repository"],
  ["variables.read", "the values of secrets are never given; those of an organization are on GitHub's page"],
  ["variables.write", "of repositories and environments; those of an organization are set on GitHub's page"],
]);

/** Why not, where the credentials are missing that could. */
export const lacks: Readonly<Record<Whose, string>> = {
  user: "approving deployments needs a user's token, of one of the environment's reviewers; approving a fork's run, that of somebody who may write",
  app: "checks need an app; commit statuses are written without one",
};

/** Who signs in, and whether the app was granted a permission such as `Checks: write`; yes unless it is known. */
export interface Signers {
  readonly user: boolean;
  readonly app: boolean;
  readonly isGranted?: (permission: string) => boolean;
  /** Of the repositories' owner, where GitHub tells. */
  readonly plan?: string | undefined;
}

/** What is done on GitHub by a user's token, an app or both, by whom, and which permissions it needs for that. */
export function capabilities(signers: Signers): readonly Capability[] {
  return abilities.map((ability) => capability(ability, signers));
}

function capability(ability: Ability, { user, app, isGranted = () => true, plan }: Signers): Capability {
  const asked = operations.filter((one) => one.ability === ability);
  const note = [planNote(plan, ability), notes.get(ability)].filter((text) => text !== undefined).join("; ");
  const said = note === "" ? {} : { note };
  if (asked.length === 0) return { ability, support: "absent", scopes: [], ...said };
  const only = onlyOf(asked);
  if ((only === "user" && !user) || (only === "app" && !app)) {
    return { ability, support: "absent", scopes: [], note: lacks[only], lacks: only };
  }
  const scopes = [...new Set(asked.flatMap(({ permissions }) => permissions))];
  const missing = app && only !== "user" ? scopes.filter((scope) => !isGranted(scope)) : [];
  if (missing.length > 0 && (only === "app" || !user)) {
    return { ability, support: "absent", scopes, note: `${ungranted} ${missing.join(", ")}`, lacks: "app" };
  }
  const first = only ?? (user ? asked[0]?.first : undefined);
  const by = first ?? (app && missing.length === 0 ? "app" : "user");
  if (ability === "statuses.write" && app && isGranted("Checks: write")) {
    return { ability, support: "emulated", scopes: [], note: "checks are written, which say more", by };
  }
  return { ability, support: "native", scopes, ...said, by };
}

/** It is granted in the app's settings, and accepted where the app is installed. */
const ungranted = "the app's installation was not granted";

/** Who alone may do all of it. */
function onlyOf(asked: readonly Operation[]): Whose | undefined {
  const [first] = asked;
  return asked.every(({ only }) => only === first?.only) ? first?.only : undefined;
}
