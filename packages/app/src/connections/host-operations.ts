import { knownForges } from "@headrace/forges";
import { z } from "zod";
import { defineOperation } from "../operations/operation.ts";
import { time, timeOf } from "../values/fields.ts";
import { abilityCheck, connectionCheck, connectionExample, forgeKind, requestLimitOf } from "./connection.ts";
import { accessTo, credentialKinds, credentials } from "./credentials.ts";
import { expiryOf } from "./expiry-of.ts";
import { connectionFields as fields } from "./fields.ts";

const host = z.object({
  kind: forgeKind,
  title: z.string().describe("For people"),
  ways: z
    .array(
      z.object({
        credentials: z.enum(credentialKinds),
        abilities: z.array(
          abilityCheck.pick({ ability: true, support: true, scopes: true, note: true, by: true, lacks: true }),
        ),
      }),
    )
    .describe("To sign in, the usual one first, with what can be done by each and what its token needs for that"),
});

const listHosts = defineOperation({
  name: "connections.hosts",
  summary: "List the hosts of code that can be connected, with what each can do and what its token needs for it",
  input: z.strictObject({}),
  output: z.object({ items: z.array(host) }),
  access: { kind: "organization", permission: "connection.read" },
  effect: "read",
  http: { method: "GET", path: "/connection-hosts" },
  example: {
    input: {},
    output: {
      items: [
        {
          kind: "github",
          title: "GitHub",
          ways: [
            {
              credentials: "access-token",
              abilities: [{ ability: "runs.read", support: "native", scopes: ["actions:read"] }],
            },
          ],
        },
      ],
    },
  },
  handle: async () => ({
    items: knownForges().map(({ ways, ...known }) => ({
      ...known,
      ways: ways.map(({ credentials, capabilities }) => ({
        credentials,
        abilities: capabilities.map(({ scopes, ...capability }) => ({ ...capability, scopes: [...scopes] })),
      })),
    })),
  }),
});

const tryConnection = defineOperation({
  name: "connections.try",
  summary: "Try credentials before a connection is made of them: whom they stand for, what works, what is missing",
  description:
    "Asks the host only what reads, and keeps nothing. A token that is not believed is refused with the reason.",
  input: z.strictObject({
    kind: forgeKind,
    owner: fields.owner,
    baseUrl: fields.baseUrl.optional(),
    credentials,
  }),
  output: z.object({
    check: connectionCheck,
    expiresAt: time.optional().describe("When the token ends, where the host tells"),
  }),
  access: { kind: "organization", permission: "connection.write" },
  effect: "write",
  http: { method: "POST", path: "/connections/try", attemptsPerMinute: 30 },
  example: {
    input: {
      kind: "bitbucket-cloud",
      owner: "acme",
      credentials: { kind: "api-token", email: "ada@example.org", token: "ATATT3xFf-shortened" },
    },
    output: { check: connectionCheck.parse(connectionExample.check) },
  },
  handle: async ({ app, signal }, input) => {
    const access = accessTo(input);
    // Nobody's hour: what a try asks for is counted under a name of its own, which is forgotten at once.
    const connectionId = app.ids.next();
    try {
      const limit = requestLimitOf({ kind: input.kind, request_limit: null });
      const tried = await app.connections.tryOut(access, {
        connectionId,
        requestLimit: limit,
        owner: input.owner,
        signal,
      });
      const ends = expiryOf(tried, undefined);
      return { check: tried.check, ...(ends === null ? {} : { expiresAt: timeOf(ends) }) };
    } finally {
      await app.connections.forget(connectionId);
    }
  },
});

export const hostOperations = [listHosts, tryConnection] as const;
