import type { ApprovalPart } from "./approval.ts";

/**
 * Whether the approvals of these people can each count for a part of their own, and none is one too many: a part takes as
 * many as its minimum. `mayFill` says for whom a person counts. (A matching of people to places, by augmenting paths.)
 */
export function canAllCount<Person>(
  people: readonly Person[],
  parts: readonly ApprovalPart[],
  mayFill: (person: Person, part: ApprovalPart) => boolean,
): boolean {
  const taken = new Map<ApprovalPart, Person[]>(parts.map((part) => [part, []]));

  const place = (person: Person, tried: Set<ApprovalPart>): boolean => {
    for (const part of parts) {
      if (tried.has(part) || !mayFill(person, part)) continue;
      tried.add(part);
      const places = taken.get(part) ?? [];
      if (places.length < part.minimum) {
        places.push(person);
        return true;
      }
      for (const [index, other] of places.entries()) {
        if (!place(other, tried)) continue;
        places[index] = person;
        return true;
      }
    }
    return false;
  };

  return people.every((person) => place(person, new Set()));
}
