import { z } from "zod";
import { defineOperation } from "../operations/operation.ts";
import { searchInput } from "../paging/page.ts";
import { id } from "../values/fields.ts";
import { connectionExample } from "./connection.ts";
import { readConnection } from "./read-connection.ts";

const remoteRepository = z.object({
  id: z.string().describe("As the host calls it; stays when it is renamed"),
  owner: z.string(),
  name: z.string(),
  private: z.boolean(),
  defaultBranch: z.string().optional(),
  cloneUrl: z.string(),
});

const listRemoteRepositories = defineOperation({
  name: "connections.repositories",
  summary: "List the repositories that a connection sees on its host",
  input: z.strictObject({
    connection: id,
    cursor: z
      .string()
      .regex(/^\d{1,9}$/, "not a cursor")
      .optional()
      .describe("Of an earlier page; opaque"),
    ...searchInput("the name"),
  }),
  output: z.object({
    items: z.array(remoteRepository),
    nextCursor: z.string().optional().describe("Gives the next page; absent on the last one"),
  }),
  access: { kind: "target", permission: "connection.read", target: "connection", from: "connection" },
  effect: "read",
  http: { method: "GET", path: "/connections/{connection}/repositories" },
  example: {
    input: { connection: connectionExample.id, search: "shop" },
    output: {
      items: [
        {
          id: "{5b0f4b2f-8a0e-4b8f-9a39-5e7b2a1c0d11}",
          owner: "acme",
          name: "shop",
          private: true,
          defaultBranch: "main",
          cloneUrl: "https://bitbucket.org/acme/shop.git",
        },
      ],
    },
  },
  handle: async ({ app, signal }, input) => {
    const { owner } = await readConnection(app.tables, input.connection);
    const forge = await app.connections.open(input.connection);
    const { items, next } = await forge.repositories.list(owner, {
      signal,
      ...(input.cursor === undefined ? {} : { from: input.cursor }),
      ...(input.search === undefined ? {} : { search: input.search }),
    });
    return {
      items: items.map(({ repository, isPrivate, ...rest }) => ({ ...rest, ...repository, private: isPrivate })),
      ...(next === undefined ? {} : { nextCursor: next }),
    };
  },
});

export const remoteRepositoryOperations = [listRemoteRepositories] as const;
