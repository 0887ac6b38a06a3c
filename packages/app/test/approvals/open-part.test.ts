import fc from "fast-check";
import { expect, test } from "vitest";
import { canAllCount } from "../../src/approvals/open-part.ts";

const part = fc.record({
  from: fc.constant("stage" as const),
  approvers: fc.uniqueArray(fc.constantFrom("a", "b", "c", "d", "e"), { maxLength: 5 }),
  minimum: fc.integer({ min: 1, max: 3 }),
});
type Part = { readonly approvers: readonly string[]; readonly minimum: number };

const isNamed = (person: string, { approvers }: Part): boolean => approvers.includes(person);

/** Tries every way to give each person a place. */
function tryAll(people: readonly string[], parts: readonly Part[]): boolean {
  const [first, ...rest] = people;
  if (first === undefined) return true;
  return parts.some(
    (each, index) =>
      each.minimum > 0 &&
      isNamed(first, each) &&
      tryAll(rest, parts.with(index, { ...each, minimum: each.minimum - 1 })),
  );
}

test("approvals count together exactly when each can be given a place of its own", () => {
  const people = fc.uniqueArray(fc.constantFrom("a", "b", "c", "d", "e"), { maxLength: 5 });
  fc.assert(
    fc.property(people, fc.array(part, { maxLength: 3 }), (who, parts) => {
      expect(canAllCount(who, parts, isNamed)).toBe(tryAll(who, parts));
    }),
  );
});
