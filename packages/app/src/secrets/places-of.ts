import type { ServerTables } from "@headrace/store/server";
import { environmentNamed } from "../environments/environment-named.ts";
import type { SettingScope } from "./secrets.ts";

export interface PlacesRequest {
  readonly organizationId: string;
  readonly repositoryId: string;
  /** By name; one that is not known adds nothing. */
  readonly environment?: string;
}

/** The ids of the places whose settings hold for a stage, from the widest to the narrowest. */
export async function placesOf(
  tables: ServerTables,
  { organizationId, repositoryId, environment }: PlacesRequest,
): Promise<ReadonlyMap<string, SettingScope>> {
  const places = new Map<string, SettingScope>([
    [organizationId, "organization"],
    [repositoryId, "repository"],
  ]);
  if (environment === undefined) return places;
  const row = await environmentNamed(tables, repositoryId, environment);
  if (row?.organization_id === organizationId) places.set(row.id, "environment");
  return places;
}
