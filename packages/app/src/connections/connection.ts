import { abilities, forgeKinds, whose } from "@headrace/forges";
import type { ConnectionsTable } from "@headrace/store/server";
import { z } from "zod";
import { actorFrom, keptActor } from "../access/kept-actor.ts";
import { id, name, time, timeOf } from "../values/fields.ts";
import { credentialKinds } from "./credentials.ts";

export const forgeKind = z.enum(forgeKinds).describe("Whose host of code it is");

export const abilityCheck = z.object({
  ability: z.enum(abilities),
  support: z
    .enum(["native", "emulated", "absent"])
    .describe("Of the host with such credentials: `emulated` says in `note` what happens instead"),
  scopes: z.array(z.string()).readonly().describe("What the token needs for it, as the host calls it"),
  note: z.string().optional(),
  by: z.enum(whose).optional().describe("Whose credentials do it, where a connection can hold a user's and an app's"),
  lacks: z.enum(whose).optional().describe("Whose credentials would do it, where they are what is missing"),
  standing: z
    .enum(["works", "refused", "untested", "absent"])
    .describe("`untested`: it would change something, or there was nothing to try it on"),
  problem: z.string().optional().describe("Why it is refused, in the host's words"),
  mend: z.string().optional(),
});

/** What came of the last try; kept as it is in a column. */
export const connectionCheck = z.object({
  works: z.boolean().describe("The token is believed there"),
  account: z.string().optional().describe("Whom it stands for, where the host tells"),
  hostVersion: z.string().optional(),
  plan: z
    .string()
    .optional()
    .describe("What the owner of the repositories pays for, in the host's word, where it tells"),
  problem: z.string().optional().describe("Why it does not work"),
  mend: z.string().optional(),
  abilities: z.array(abilityCheck).readonly(),
});
export type ConnectionCheck = z.output<typeof connectionCheck>;

export const connection = z.object({
  id,
  name,
  kind: forgeKind,
  baseUrl: z.string().optional().describe("The vendor's own address unless said"),
  owner: z.string().describe("The workspace, the organization or user there, or the project's key"),
  credentials: z
    .object({
      kind: z.enum(credentialKinds),
      identity: z.string().optional().describe("The email, the consumer or the app"),
    })
    .describe("Without what is secret"),
  expiresAt: time.optional().describe("When the token ends, as the host or whoever made it said"),
  requestLimit: z.number().int().describe("Requests that Headrace makes in any hour at most"),
  writeBack: z.boolean().describe("What runs here for its repositories is told to the host"),
  check: connectionCheck.extend({ at: time }),
  createdBy: keptActor,
  createdAt: time,
  updatedAt: time,
});
export type Connection = z.input<typeof connection>;

/** What the vendors allow in an hour; of an own host what it surely bears. */
const usualLimits: Readonly<Record<z.output<typeof forgeKind>, number>> = {
  // https://support.atlassian.com/bitbucket-cloud/docs/api-request-limits/
  "bitbucket-cloud": 1_000,
  // https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api
  github: 5_000,
  "bitbucket-data-center": 20_000,
};

export function requestLimitOf({ kind, request_limit }: Pick<ConnectionsTable, "kind" | "request_limit">): number {
  return request_limit ?? usualLimits[forgeKind.parse(kind)];
}

export function connectionOf(row: ConnectionsTable): Connection {
  return {
    id: row.id,
    name: row.name,
    kind: forgeKind.parse(row.kind),
    ...(row.base_url === null ? {} : { baseUrl: row.base_url }),
    owner: row.owner,
    credentials: {
      kind: z.enum(credentialKinds).parse(row.credential_kind),
      ...(row.identity === null ? {} : { identity: row.identity }),
    },
    ...(row.expires_at === null ? {} : { expiresAt: timeOf(row.expires_at) }),
    requestLimit: requestLimitOf(row),
    writeBack: row.write_back === 1,
    check: { ...connectionCheck.parse(JSON.parse(row.check_result)), at: timeOf(row.checked_at) },
    createdBy: actorFrom(row.created_by),
    createdAt: timeOf(row.created_at),
    updatedAt: timeOf(row.updated_at),
  };
}

export const connectionExample: Connection = {
  id: "01a1fc61-2b9d-7c44-8a10-5f0e4a9b7c22",
  name: "acme",
  kind: "bitbucket-cloud",
  owner: "acme",
  credentials: { kind: "api-token", identity: "ada@example.org" },
  expiresAt: "2027-06-30T00:00:00.000Z",
  requestLimit: 1_000,
  writeBack: true,
  check: {
    at: "2026-11-21T09:30:00.000Z",
    works: true,
    account: "Ada",
    abilities: [
      {
        ability: "runs.read",
        support: "native",
        scopes: ["read:pipeline:bitbucket"],
        standing: "works",
      },
      {
        ability: "runs.start",
        support: "native",
        scopes: ["read:pipeline:bitbucket", "write:pipeline:bitbucket"],
        standing: "untested",
      },
    ],
  },
  createdBy: { kind: "user", id: "01a1fc40-0001-7bef-9713-0b6621de95a7", name: "Ada" },
  createdAt: "2026-11-21T09:30:00.000Z",
  updatedAt: "2026-11-21T09:30:00.000Z",
};
