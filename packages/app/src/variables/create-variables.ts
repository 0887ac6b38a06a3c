import type { ServerTables } from "@headrace/store/server";
import { placesOf } from "../secrets/places-of.ts";
import type { SettingScope } from "../secrets/secrets.ts";
import type { EffectiveVariable, Variables } from "./variables.ts";

export function createVariables({ tables }: { readonly tables: ServerTables }): Variables {
  async function effective(request: Parameters<Variables["effective"]>[0]): Promise<readonly EffectiveVariable[]> {
    const places = await placesOf(tables, request);
    const rows = await tables
      .selectFrom("variables")
      .select(["scope_id", "name", "value"])
      .where("organization_id", "=", request.organizationId)
      .where("scope_id", "in", [...places.keys()])
      .orderBy("name")
      .execute();
    const found = new Map<string, EffectiveVariable>();
    for (const [place, from] of places) {
      for (const { name, value } of rows.filter((row) => row.scope_id === place)) {
        const wider = found.get(name);
        const overrides: readonly SettingScope[] = wider === undefined ? [] : [...wider.overrides, wider.from];
        found.set(name, { name, value, from, overrides });
      }
    }
    return [...found.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
  }

  return {
    effective,
    environmentVariables: async (place) =>
      Object.fromEntries(
        (await effective(place)).filter(({ from }) => from === "environment").map(({ name, value }) => [name, value]),
      ),
    resolveVariables: async (place) =>
      Object.fromEntries((await effective(place)).map(({ name, value }) => [name, value])),
  };
}
