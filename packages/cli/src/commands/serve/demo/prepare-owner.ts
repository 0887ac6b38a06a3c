import type { App } from "@headrace/app";

/** Sees to it that the demonstration has an owner; where there are people, nothing is made. */
export async function prepareOwner(app: App): Promise<void> {
  if (await app.people.hasUsers()) return;
  const { userId } = await app.people.createUser({ email: "demo@localhost", name: "Demo" });
  await app.people.createOrganization({ name: "Demo", slug: "demo", ownerId: userId });
}
