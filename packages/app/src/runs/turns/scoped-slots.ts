import type { Slots } from "@headrace/engine";
import { environmentGroupForPeople } from "../../environments/environment-group.ts";

/** What the orchestrator puts before the name of a stage's concurrency group. */
const prefix = "group ";

/** The groups of stages hold within a repository, as those of executions do: a name elsewhere is another group. */
export function scopedSlots(slots: Slots, repositoryOf: (executionId: string) => string | undefined): Slots {
  return {
    acquire: (request, signal) => {
      const repositoryId = repositoryOf(request.executionId) ?? request.executionId;
      const groups = request.groups.map((group) =>
        group.name.startsWith(prefix)
          ? { ...group, name: `${prefix}${repositoryId} ${group.name.slice(prefix.length)}` }
          : group,
      );
      return slots.acquire({ ...request, groups }, signal);
    },
  };
}

/** The group's name without what tells it from those elsewhere. */
export function groupForPeople(group: string, repositoryId: string): string {
  const scoped = `${prefix}${repositoryId} `;
  return group.startsWith(scoped) ? group.slice(scoped.length) : environmentGroupForPeople(group);
}
