import type { WhyQueued } from "../runs.ts";

/** What waits for its turn to run. */
export interface Candidate {
  readonly executionId: string;
  readonly organizationId: string;
  /** Higher comes first among those of its organization; a step is worth {@link stepOfPriority} of waiting. */
  readonly priority: number;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly group?: CandidateGroup;
}

export interface CandidateGroup {
  /** Unique in the server. */
  readonly name: string;
  readonly limit: number;
  /** Older ones of the group are ended, so that no more than `limit` are left with this one. */
  readonly cancelInProgress: boolean;
}

export interface AdmissionLimits {
  /** Executions that run at once. */
  readonly server: number;
  organization(organizationId: string): number;
}

/**
 * Who runs next. Organizations take turns: the one with the fewest running comes first, and among equals the one that was
 * served longest ago, so that nobody's crowd keeps others waiting. Within one, priority decides, then age. Of a
 * concurrency group only the oldest is ever next. What waits holds nothing, so nothing can wait in a circle.
 */
export interface Admission {
  /** Takes a place in the queue, after all that came before. Gives what is superseded, oldest first; of that, what waited has left the queue. */
  enter(candidate: Candidate): readonly Superseded[];
  /** All that may run now; from now on they run. */
  admit(): readonly string[];
  /** What runs waits for people: it holds its group, but counts no longer against the limits. */
  park(executionId: string, parked: boolean): void;
  /** What was admitted waits again, first of its group, since others of it run on other servers; until `retry`. */
  putBack(executionId: string): void;
  /** What was put back may be admitted again. */
  retry(executionId: string): void;
  /** Ended, or no longer wanted. */
  leave(executionId: string): void;
  /** Puts what ran before, when the server starts again, back among what runs. */
  restore(candidate: Candidate): void;
  /** Null for what does not wait. */
  why(executionId: string): WhyQueued | null;
  /** How many wait. */
  waiting(organizationId: string): number;
}

export interface Superseded {
  readonly executionId: string;
  readonly was: "waiting" | "running";
}

/** Milliseconds of waiting that one step of priority is worth: whoever waits long enough comes before any crowd. */
export const stepOfPriority = 10 * 60_000;

interface Entry {
  readonly candidate: Candidate;
  /** Of arrival. */
  readonly place: number;
  superseded: boolean;
  parked: boolean;
  /** Others of its group run on other servers. */
  putBack: boolean;
}

interface Organization {
  /** In the order of their turns. */
  readonly queue: Entry[];
  running: number;
  servedAt: number;
}

export function createAdmission(limits: AdmissionLimits): Admission {
  const entries = new Map<string, Entry>();
  const running = new Set<Entry>();
  const organizations = new Map<string, Organization>();
  /** By group; what waits in the order of arrival. */
  const groups = new Map<string, { readonly waiting: Set<Entry>; readonly running: Set<Entry> }>();
  let arrivals = 0;
  let serves = 0;
  let busy = 0;

  function organizationOf({ candidate: { organizationId } }: Entry): Organization {
    let organization = organizations.get(organizationId);
    if (organization === undefined) {
      organization = { queue: [], running: 0, servedAt: 0 };
      organizations.set(organizationId, organization);
    }
    return organization;
  }

  function groupOf({ candidate: { group } }: Entry) {
    if (group === undefined) return undefined;
    let found = groups.get(group.name);
    if (found === undefined) {
      found = { waiting: new Set(), running: new Set() };
      groups.set(group.name, found);
    }
    return found;
  }

  function addEntry(candidate: Candidate): Entry {
    arrivals += 1;
    const entry: Entry = { candidate, place: arrivals, superseded: false, parked: false, putBack: false };
    entries.set(candidate.executionId, entry);
    return entry;
  }

  function count(entry: Entry, by: 1 | -1): void {
    busy += by;
    organizationOf(entry).running += by;
  }

  function run(entry: Entry): void {
    running.add(entry);
    count(entry, 1);
    groupOf(entry)?.running.add(entry);
  }

  function enqueue(entry: Entry): void {
    const { queue } = organizationOf(entry);
    queue.splice(queue.findLastIndex((other) => turnOf(other) <= turnOf(entry)) + 1, 0, entry);
  }

  /** The other way round than `run`. */
  function stop(entry: Entry): void {
    if (!entry.parked) count(entry, -1);
    groupOf(entry)?.running.delete(entry);
  }

  function unqueue(entry: Entry): void {
    const { queue } = organizationOf(entry);
    const place = queue.indexOf(entry);
    if (place >= 0) queue.splice(place, 1);
    groupOf(entry)?.waiting.delete(entry);
  }

  function forget(entry: Entry): void {
    entries.delete(entry.candidate.executionId);
    const { group, organizationId } = entry.candidate;
    const members = groupOf(entry);
    if (group !== undefined && members !== undefined && members.waiting.size + members.running.size === 0) {
      groups.delete(group.name);
    }
    const organization = organizations.get(organizationId);
    if (organization?.queue.length === 0 && organization.running === 0) organizations.delete(organizationId);
  }

  function supersede(entry: Entry): readonly Superseded[] {
    const { group } = entry.candidate;
    if (group?.cancelInProgress !== true) return [];
    const members = groupOf(entry);
    const others = [...(members?.running ?? []), ...(members?.waiting ?? [])]
      .filter((other) => other !== entry && !other.superseded)
      .sort((one, other) => one.place - other.place);
    const excess = others.slice(0, Math.max(0, others.length - Math.max(1, group.limit) + 1));
    return excess.map((other) => {
      const { executionId } = other.candidate;
      other.superseded = true;
      if (running.has(other)) return { executionId, was: "running" };
      unqueue(other);
      forget(other);
      return { executionId, was: "waiting" };
    });
  }

  /** The least of the limits of those that have the group or would: nobody's own is ever exceeded. */
  function groupLimit(entry: Entry): number {
    const of = (each: Entry): number => Math.max(1, each.candidate.group?.limit ?? 1);
    return Math.min(of(entry), ...[...(groupOf(entry)?.running ?? [])].map(of));
  }

  function mayRunInGroup(entry: Entry): boolean {
    const members = groupOf(entry);
    if (members === undefined) return true;
    const [oldest] = members.waiting;
    return oldest === entry && !entry.putBack && members.running.size < groupLimit(entry);
  }

  function next(): Entry | undefined {
    if (busy >= limits.server) return undefined;
    let best: { entry: Entry; organization: Organization } | undefined;
    for (const [organizationId, organization] of organizations) {
      if (organization.running >= limits.organization(organizationId)) continue;
      if (best !== undefined && !comesBefore(organization, best.organization)) continue;
      const entry = organization.queue.find(mayRunInGroup);
      if (entry !== undefined) best = { entry, organization };
    }
    return best?.entry;
  }

  return {
    enter(candidate) {
      const entry = addEntry(candidate);
      enqueue(entry);
      groupOf(entry)?.waiting.add(entry);
      return supersede(entry);
    },

    admit() {
      const admitted: string[] = [];
      for (let entry = next(); entry !== undefined; entry = next()) {
        unqueue(entry);
        run(entry);
        serves += 1;
        organizationOf(entry).servedAt = serves;
        admitted.push(entry.candidate.executionId);
      }
      return admitted;
    },

    park(executionId, parked) {
      const entry = entries.get(executionId);
      if (entry === undefined || !running.has(entry) || entry.parked === parked) return;
      entry.parked = parked;
      count(entry, parked ? -1 : 1);
    },

    leave(executionId) {
      const entry = entries.get(executionId);
      if (entry === undefined) return;
      if (running.delete(entry)) stop(entry);
      else unqueue(entry);
      forget(entry);
    },

    putBack(executionId) {
      const entry = entries.get(executionId);
      const members = entry === undefined ? undefined : groupOf(entry);
      if (entry === undefined || members === undefined || !running.delete(entry)) return;
      stop(entry);
      entry.putBack = true;
      enqueue(entry);
      const after = [...members.waiting];
      members.waiting.clear();
      for (const each of [entry, ...after]) members.waiting.add(each);
    },

    retry(executionId) {
      const entry = entries.get(executionId);
      if (entry !== undefined) entry.putBack = false;
    },

    restore(candidate) {
      run(addEntry(candidate));
    },

    why(executionId) {
      const entry = entries.get(executionId);
      if (entry === undefined || running.has(entry)) return null;
      const { group, organizationId } = entry.candidate;
      if (group !== undefined && !mayRunInGroup(entry)) {
        const members = groupOf(entry);
        const before = [...(members?.waiting ?? [])].filter((other) => other.place < entry.place);
        const waitsFor = [...(members?.running ?? []), ...before].map((other) => other.candidate.executionId);
        return { kind: "concurrency-group", group: group.name, limit: groupLimit(entry), waitsFor };
      }
      const organization = organizationOf(entry);
      const limit = limits.organization(organizationId);
      if (organization.running >= limit) return { kind: "organization-limit", limit, running: organization.running };
      if (busy >= limits.server) return { kind: "server-limit", limit: limits.server, running: busy };
      return { kind: "starting" };
    },

    waiting: (organizationId) => organizations.get(organizationId)?.queue.length ?? 0,
  };
}

/** Does not change with time: both wait equally long from now on. */
function turnOf({ candidate: { createdAt, priority } }: Entry): number {
  return createdAt - priority * stepOfPriority;
}

function comesBefore(one: Organization, other: Organization): boolean {
  return one.running === other.running ? one.servedAt < other.servedAt : one.running < other.running;
}
