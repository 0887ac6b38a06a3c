import { HeadraceError } from "@headrace/pipeline";
import type { Identity } from "../../programs/launch-program.ts";

/** As whom stages run. */
export interface RunAs {
  /** The first of the user ids that are for stages alone. */
  readonly first: number;
  /** How many there are: as many stages run at once, the others wait. */
  readonly count: number;
  /** The group of all of them; each one's has the number of its user unless said. */
  readonly group?: number;
}

/** Gives each stage a user id that no other one has at the same time. */
export interface Identities {
  /** Waits for one to be free. Throws `infrastructure` when the signal is aborted before. */
  lease(signal?: AbortSignal): Promise<Lease>;
  /** Whether an id is one of these. */
  has(user: number): boolean;
  isLeased(user: number): boolean;
}

export interface Lease {
  readonly identity: Identity;
  /** Whether another stage had this id before: what it left in shared directories may still be there. */
  readonly isUsed: boolean;
  /** When nothing of the stage is alive. One that is not given back is never used again. */
  release(): void;
}

export function createIdentities({ first, count, group }: RunAs): Identities {
  const leased = new Set<number>();
  const used = new Set<number>();
  const waiting: ((uid: number) => void)[] = [];

  /** Somewhere in the range, so that what an earlier server's stages left belongs to others. */
  function free(): number | undefined {
    if (leased.size >= count) return undefined;
    const start = Math.floor(Math.random() * count);
    for (let step = 0; step < count; step += 1) {
      const uid = first + ((start + step) % count);
      if (!leased.has(uid)) return uid;
    }
    return undefined;
  }

  function leaseOf(uid: number): Lease {
    leased.add(uid);
    const isUsed = used.has(uid) || count === 1;
    used.add(uid);
    let released = false;
    return {
      identity: { uid, gid: group ?? uid },
      isUsed,
      release() {
        if (released) return;
        released = true;
        leased.delete(uid);
        waiting.shift()?.(uid);
      },
    };
  }

  return {
    has: (user) => user >= first && user < first + count,
    isLeased: (user) => leased.has(user),
    lease(signal) {
      const uid = waiting.length === 0 ? free() : undefined;
      if (uid !== undefined) return Promise.resolve(leaseOf(uid));
      return new Promise((resolve, reject) => {
        const take = (given: number): void => {
          signal?.removeEventListener("abort", giveUp);
          resolve(leaseOf(given));
        };
        const giveUp = (): void => {
          waiting.splice(waiting.indexOf(take), 1);
          reject(new HeadraceError("infrastructure", "the stage was stopped while it waited for a user to run as"));
        };
        if (signal?.aborted === true) {
          reject(new HeadraceError("infrastructure", "the stage was stopped before it had a user to run as"));
          return;
        }
        signal?.addEventListener("abort", giveUp, { once: true });
        waiting.push(take);
      });
    },
  };
}
