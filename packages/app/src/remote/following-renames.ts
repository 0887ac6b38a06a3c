import { type Forge, ForgeError, type RepositoryName } from "@headrace/forges";

/** The name that a repository has now; undefined where it has the one that was asked for. */
export type FindName = () => Promise<RepositoryName | undefined>;

export interface Naming {
  readonly findName: FindName;
  /** The same, but only where another repository has the name that was asked for: one read for most. */
  readonly checkName: FindName;
}

/** Of methods that bring something to the host, which may be secret, or take something from it. */
const writing = /^(?:add|create|remove|rename|replace|set|start|upload)/;

/**
 * The forge, for one repository: what the host does not find by the repository's name is asked for again, once, by the
 * name that it has now. The host did nothing the first time, so that a write is not made twice. Before the first thing is
 * brought or taken away the name is checked: another repository may have it by now.
 */
export function followingRenames(forge: Forge, repository: RepositoryName, { findName, checkName }: Naming): Forge {
  let checked: ReturnType<FindName> | undefined;

  async function again<Value>(error: unknown, ask: (now: RepositoryName) => Promise<Value>): Promise<Value> {
    if (!(error instanceof ForgeError) || error.code !== "forge-not-found") throw error;
    const now = await findName().catch((gone: unknown) => {
      // That it is gone says more than that something of it is.
      throw gone instanceof ForgeError && gone.code === "forge-not-found" ? gone : error;
    });
    if (now === undefined) throw error;
    return await ask(now);
  }

  return new Proxy(forge, {
    get(target, name) {
      const port: unknown = Reflect.get(target, name);
      return typeof port !== "object" || port === null || Array.isArray(port) ? port : followed(port);
    },
  });

  function followed(port: object): object {
    return new Proxy(port, {
      get(target, name) {
        const method: unknown = Reflect.get(target, name);
        if (typeof method !== "function") return method;
        return (...given: readonly unknown[]) => {
          const ask = (now = repository): unknown =>
            Reflect.apply(
              method,
              target,
              given.map((one) => renamed(one, now)),
            );
          const isChecked = typeof name === "string" && writing.test(name) && given.some(isOfRepository);
          const answer = isChecked ? check().then(ask) : ask();
          if (!(answer instanceof Promise)) return answer;
          return answer.catch((error: unknown) => again(error, async (now) => ask(now)));
        };
      },
    });
  }

  function check(): ReturnType<FindName> {
    checked ??= checkName();
    return checked;
  }

  /** Ports take the repository by itself, or as a part of what is asked. */
  function renamed(given: unknown, now: RepositoryName): unknown {
    if (given === repository) return now;
    return isPart(given) ? { ...given, repository: now } : given;
  }

  function isOfRepository(given: unknown): boolean {
    return given === repository || isPart(given);
  }

  function isPart(given: unknown): given is { readonly repository: RepositoryName } {
    return typeof given === "object" && given !== null && "repository" in given && given.repository === repository;
  }
}
