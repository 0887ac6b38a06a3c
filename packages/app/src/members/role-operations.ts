import { z } from "zod";
import { permissionWords } from "../access/permission-words.ts";
import { permissions } from "../access/permissions.ts";
import { allowedTo, roles } from "../access/roles.ts";
import { defineOperation } from "../operations/operation.ts";

const role = z.enum(roles);

const listRoles = defineOperation({
  name: "roles.list",
  summary: "Read what each role may do",
  input: z.strictObject({}),
  output: z.object({
    roles: z.array(role).describe("From the most to the least"),
    items: z.array(z.object({ permission: z.enum(permissions), words: z.string(), roles: z.array(role) })),
  }),
  access: { kind: "organization", permission: "member.read" },
  effect: "read",
  http: { method: "GET", path: "/roles" },
  example: {
    input: {},
    output: {
      roles: [...roles],
      items: [
        {
          permission: "pipeline.run",
          words: permissionWords["pipeline.run"],
          roles: ["owner", "maintainer", "developer"],
        },
      ],
    },
  },
  handle: async () => ({
    roles: [...roles],
    items: permissions.map((permission) => ({
      permission,
      words: permissionWords[permission],
      roles: roles.filter((each) => allowedTo[each].has(permission)),
    })),
  }),
});

export const roleOperations = [listRoles] as const;
