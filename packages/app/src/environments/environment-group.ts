/** What the name of a group begins with in which the deployments to one environment take turns. */
const prefix = "environment ";

/** Unique in the database; ends with the environment's name, for people. */
export function environmentGroup({ id, name }: { readonly id: string; readonly name: string }): string {
  return `${prefix}${id} ${name}`;
}

/** The environment's id; undefined of another group. */
export function environmentOfGroup(group: string): string | undefined {
  return group.startsWith(prefix) ? group.slice(prefix.length).split(" ", 1)[0] : undefined;
}

/** The group's name without the id. */
export function environmentGroupForPeople(group: string): string {
  return group.replace(/^environment \S+ /, prefix);
}
