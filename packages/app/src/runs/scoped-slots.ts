import type { Slots } from "@headrace/engine";

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
