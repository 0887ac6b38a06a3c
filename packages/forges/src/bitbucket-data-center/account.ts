import { z } from "zod";
import type { ForgeHttp } from "../http/index.ts";
import type { Account } from "../ports/index.ts";
import { given } from "../values.ts";
import { pageSchema, propertiesSchema } from "./schema.ts";

const anyPage = pageSchema(z.unknown());

export function createAccount(http: ForgeHttp): Account {
  return {
    async whoAmI(signal) {
      const { version } = await http.json(
        { path: "/api/latest/application-properties", ...given("signal", signal) },
        propertiesSchema,
      );
      // The version is told to strangers too; this is not.
      const query = { limit: 1 };
      const { headers } = await http.jsonWithHeaders(
        { path: "/api/latest/profile/recent/repos", query, ...given("signal", signal) },
        anyPage,
      );
      const name = headers["x-ausername"];
      return { version, ...given("name", typeof name === "string" ? name : undefined) };
    },
  };
}
