import { ForgeError, type ForgeErrorCode } from "../http/index.ts";
import type { Ability, Capability, Forge, ForgeAccount, ForgeRepository, ForgeRun } from "../ports/index.ts";
import { given } from "../values.ts";
import { type Attempt, nothingThere, tryCommit } from "./try-commit.ts";
import { trySettings } from "./try-settings.ts";

/** What a connection can do now. Only reading is tried: whether a token may write is seen when it writes. */
export interface ForgeCheck {
  readonly account: ForgeAccount;
  /** What the owner of the repositories pays for, in the forge's word, where it tells. */
  readonly plan?: string;
  readonly abilities: readonly AbilityCheck[];
}

/** `untested`: it would change something, or there is nothing to try it on. */
export interface AbilityCheck extends Capability {
  readonly standing: "works" | "refused" | "untested" | "absent";
  /** Why it is refused, and what to do. */
  readonly problem?: string;
  readonly mend?: string;
}

export interface CheckOptions {
  /** Whose repositories: the workspace, the organization, the project's key. */
  readonly owner: string;
  readonly signal?: AbortSignal;
}

type Trial = Pick<AbilityCheck, "standing" | "problem" | "mend">;

/**
 * Asks who the token stands for and tries each thing that can be read, on the newest repository and run that it finds.
 * Throws {@link ForgeError} for what is wrong with the whole of the connection: its token, its address, its limits.
 */
export async function checkForge(forge: Forge, { owner, signal }: CheckOptions): Promise<ForgeCheck> {
  const trials = new Map<Ability, Trial>();
  let { capabilities } = forge;
  const can = (ability: Ability) => capabilities.some((one) => one.ability === ability && one.support !== "absent");

  const attempt: Attempt = async (ability, read) => {
    if (!can(ability)) return undefined;
    try {
      const value = await read();
      if (value === nothingThere) return undefined;
      trials.set(ability, { standing: "works" });
      return value;
    } catch (error) {
      if (!(error instanceof ForgeError) || !isNarrow(error.code)) throw error;
      trials.set(ability, {
        standing: "refused",
        problem: error.message,
        ...(error.mend === undefined ? {} : { mend: error.mend }),
      });
      return undefined;
    }
  };

  /** What the token is allowed already, by what was seen to work, costs no request of the hour. */
  const unlessProven: Attempt = async (ability, read) => {
    const works = capabilities.filter((one) => trials.get(one.ability)?.standing === "works");
    const proven = new Set(works.flatMap(({ scopes }) => scopes));
    const { scopes = [] } = capabilities.find((one) => one.ability === ability) ?? {};
    if (!can(ability) || scopes.length === 0 || !scopes.every((scope) => proven.has(scope))) {
      return await attempt(ability, read);
    }
    trials.set(ability, { standing: "works" });
    return undefined;
  };

  /** That it is the host who answers was seen by then: an odd answer is one of this ability. */
  function isNarrow(code: ForgeErrorCode): boolean {
    return narrow.has(code) || (odd.has(code) && trials.get("repositories.read")?.standing === "works");
  }

  const account = await attempt("account.read", () => forge.account.whoAmI(signal));
  const detected = await forge.detect?.(owner, signal);
  capabilities = detected?.capabilities ?? capabilities;
  const listed = await attempt("repositories.read", () =>
    forge.repositories.list(owner, signal === undefined ? {} : { signal }),
  );
  const [first] = listed?.items ?? [];
  if (first !== undefined) await tryRepository(first);

  async function tryRepository(found: ForgeRepository): Promise<void> {
    const { repository } = found;
    let newest: readonly ForgeRun[] = [];
    const { runs, logs, tests, artifacts, runDeployments, reviews, queues } = forge;
    const asked = signal === undefined ? {} : { signal };
    if (runs !== undefined) {
      const page = await attempt("runs.read", () => runs.list(repository, asked));
      newest = page?.items ?? [];
      const [run] = newest;
      const stages = run && (await attempt("runs.read", () => runs.stages(repository, run, signal)));
      const [stage] = stages ?? [];
      if (run !== undefined && stage !== undefined && logs !== undefined) {
        const part = { last: 1 };
        const request = { repository, run: run.id, stage: stage.id, part, ...asked };
        const log = await attempt("logs.read", () => logs.read(request));
        if (log?.kind === "bytes") log.discard();
      }
      if (run !== undefined && stage !== undefined && tests !== undefined) {
        await attempt("tests.read", () => tests.read(repository, { run: run.id, stage: stage.id }, signal));
      }
      if (run !== undefined && artifacts !== undefined) {
        await attempt("artifacts.read", () => artifacts.list(repository, run.id, signal));
      }
      if (run !== undefined && runDeployments !== undefined) {
        await attempt("deployments.read", () => runDeployments.open(repository, signal).of(run));
      }
      if (run !== undefined && reviews !== undefined) {
        await attempt("reviews.read", () => reviews.list(repository, run.id, signal));
      }
      if (run !== undefined && queues !== undefined) {
        await attempt("queues.read", () => queues.turnsOf(repository, run.id, signal));
      }
    }
    await trySettings(forge, attempt, { repository, signal });
    await tryCommit(forge, unlessProven, { found, runs: newest, signal });
    // To try it would begin a download.
    await unlessProven("cache-contents.read", async () => nothingThere);
  }

  const abilities = capabilities.map((capability): AbilityCheck => {
    const standing = capability.support === "absent" ? "absent" : "untested";
    return { ...capability, ...(trials.get(capability.ability) ?? { standing }) };
  });
  return { account: account ?? {}, ...given("plan", detected?.plan), abilities };
}

/** What is refused here may be allowed elsewhere; every other fault is one of all that would be asked. */
const narrow: ReadonlySet<ForgeErrorCode> = new Set(["forge-forbidden", "forge-not-found", "forge-refused"]);
const odd: ReadonlySet<ForgeErrorCode> = new Set(["forge-answer-unreadable", "forge-answer-too-large"]);
