import type { VariablesTable } from "@headrace/store/server";
import { z } from "zod";
import { actorFrom } from "../access/kept-actor.ts";
import { placeFields } from "../secrets/fields.ts";
import { scopeOfRow } from "../secrets/secret-row.ts";
import { id, time, timeOf } from "../values/fields.ts";

export const variable = z.object({
  id,
  name: z.string(),
  value: z.string(),
  ...placeFields,
  updatedBy: z.string().describe("The name of who changed it last"),
  createdAt: time,
  updatedAt: time,
});

export type Variable = z.input<typeof variable>;

export function variableOf(row: VariablesTable): Variable {
  return {
    id: row.id,
    name: row.name,
    value: row.value,
    scope: scopeOfRow.parse(row.scope),
    scopeId: row.scope_id,
    updatedBy: actorFrom(row.updated_by).name,
    createdAt: timeOf(row.created_at),
    updatedAt: timeOf(row.updated_at),
  };
}

export const variableExample: Variable = {
  id: "01a1fc43-0c6e-7d02-b1f4-94b1a2d5c7e8",
  name: "REGION",
  value: "eu-south-1",
  scope: "repository",
  scopeId: "01a1fc42-b97f-7bef-9713-0b6621de95a7",
  updatedBy: "Ada",
  createdAt: "2026-11-21T09:30:00.000Z",
  updatedAt: "2026-11-21T09:30:00.000Z",
};
