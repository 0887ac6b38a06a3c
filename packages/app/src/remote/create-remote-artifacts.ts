import type { Clock } from "@headrace/engine";
import type { Forge, ForgeArtifact, RepositoryName } from "@headrace/forges";
import { notFound, Problem } from "../problems/problem.ts";
import type { RemoteArtifacts } from "./remote-artifacts.ts";
import { cannot } from "./remote-place.ts";

export interface CreateRemoteArtifactsOptions {
  /** Throws `not-found` for an execution that is none of a host. */
  open(executionId: string): Promise<RemoteRunPlace>;
  readonly clock: Clock;
}

export interface RemoteRunPlace {
  readonly forge: Forge;
  readonly repository: RepositoryName;
  readonly run: { readonly id: string };
}

/** Milliseconds between two looks at what a run left behind: a page that is open asks often. */
const pause = 30_000;
/** Executions of which the last look is remembered. */
const mostRemembered = 1_000;

export function createRemoteArtifacts({ open, clock }: CreateRemoteArtifactsOptions): RemoteArtifacts {
  const seen = new Map<string, { readonly at: number; readonly items: readonly ForgeArtifact[] }>();

  async function look(executionId: string, place: RemoteRunPlace, signal: AbortSignal) {
    const items = await artifactsOf(place.forge).list(place.repository, place.run.id, signal);
    seen.delete(executionId);
    seen.set(executionId, { at: clock.now(), items });
    if (seen.size > mostRemembered) for (const [oldest] of seen.entries().take(1)) seen.delete(oldest);
    return items;
  }

  return {
    async list(executionId, signal) {
      const known = seen.get(executionId);
      if (known !== undefined && known.at + pause > clock.now()) return known.items;
      return await look(executionId, await open(executionId), signal);
    },
    async download(executionId, { name, id }, signal) {
      const place = await open(executionId);
      const named = (await look(executionId, place, signal)).filter(
        (one) => one.name === name && (id === undefined || one.id === id),
      );
      const artifact = named.find(({ isExpired }) => !isExpired) ?? named[0];
      if (artifact === undefined) throw notFound("artifact", name);
      if (artifact.isExpired) throw expired(place.forge, name);
      const content = await artifactsOf(place.forge).open(place.repository, artifact.id, signal);
      switch (content.kind) {
        case "absent":
          throw notFound("artifact", name);
        case "expired":
          throw expired(place.forge, name);
        case "bytes":
          return { artifact, content };
      }
    },
  };
}

function artifactsOf(forge: Forge) {
  if (forge.artifacts === undefined) throw cannot(forge, "artifacts.read");
  return forge.artifacts;
}

function expired({ title }: Forge, name: string): Problem {
  return new Problem("gone", `the artifact ${JSON.stringify(name)} has expired on ${title}`, {
    mend: "run what made it again, and have it kept for longer there",
  });
}
