import { z } from "zod";
import { openSealed, rawKey } from "./open-sealed.ts";
import { inRepository, listed, missing, ok, type Question, type Reply, type Route, refuse } from "./reply.ts";
import type { Schemas } from "./vendor-types.ts";
import type { Repository, Settings } from "./world.ts";

const repositoryPath = "/repos/{owner}/{repo}";

/** Variables and secrets. */
export const settingRoutes: readonly Route[] = [
  ...routesAt(`${repositoryPath}/actions`, (repository) => repository.settings),
  ...routesAt(
    `${repositoryPath}/environments/{environment_name}`,
    ({ environments }, { params }) => environments.get(params.environment_name ?? "")?.settings,
  ),
];

function routesAt(
  at: string,
  find: (repository: Repository, question: Question) => Settings | undefined,
): readonly Route[] {
  const within = (reply: (settings: Settings, question: Question) => Reply) =>
    inRepository((repository, question) => {
      const settings = find(repository, question);
      return settings === undefined ? missing : reply(settings, question);
    });
  const dated = (name: string): Schemas["actions-secret"] => ({
    name,
    created_at: "2026-01-01T00:00:00Z",
    updated_at: "2026-01-01T00:00:00Z",
  });
  const [variable, secret] = [`${at}/variables/{name}`, `${at}/secrets/{secret_name}`];
  return [
    {
      method: "GET",
      path: `${at}/variables`,
      reply: within(({ variables }, { query }) =>
        listed("variables", [...variables], query, ([name, value]): Schemas["actions-variable"] => ({
          ...dated(name),
          value,
        })),
      ),
    },
    {
      method: "POST",
      path: `${at}/variables`,
      reply: within(({ variables }, { body }) => {
        const { name, value } = variableSchema.parse(body);
        if (variables.has(name)) return refuse(409, "Already exists - Variable already exists");
        variables.set(name, value);
        return { status: 201, json: {} };
      }),
    },
    {
      method: "PATCH",
      path: variable,
      reply: within(({ variables }, { params, body }) => {
        const { name, value } = variableSchema.parse(body);
        if (!variables.delete(params.name ?? "")) return missing;
        variables.set(name, value);
        return { status: 204 };
      }),
    },
    {
      method: "DELETE",
      path: variable,
      reply: within(({ variables }, { params }) => (variables.delete(params.name ?? "") ? { status: 204 } : missing)),
    },
    {
      method: "GET",
      path: `${at}/secrets`,
      reply: within(({ secrets }, { query }) => listed("secrets", [...secrets.keys()], query, dated)),
    },
    {
      method: "GET",
      path: `${at}/secrets/public-key`,
      reply: within(({ key: { id, publicKey } }) => {
        const told: Schemas["actions-public-key"] = { key_id: id, key: rawKey(publicKey).toString("base64") };
        return ok(told);
      }),
    },
    {
      method: "GET",
      path: secret,
      reply: within(({ secrets }, { params: { secret_name: name = "" } }) =>
        secrets.has(name) ? ok(dated(name)) : missing,
      ),
    },
    {
      method: "PUT",
      path: secret,
      reply: within(({ secrets, key }, { params: { secret_name: name = "" }, body }) => {
        const { encrypted_value, key_id } = secretSchema.parse(body);
        if (key_id !== key.id) return refuse(422, "Bad request - key_id is not the current one");
        const value = openSealed(Buffer.from(encrypted_value, "base64"), key);
        const status = secrets.has(name) ? 204 : 201;
        secrets.set(name, value);
        return status === 201 ? { status, json: {} } : { status };
      }),
    },
    {
      method: "DELETE",
      path: secret,
      reply: within(({ secrets }, { params }) =>
        secrets.delete(params.secret_name ?? "") ? { status: 204 } : missing,
      ),
    },
  ];
}

const variableSchema = z.object({ name: z.string(), value: z.string() });
const secretSchema = z.object({ encrypted_value: z.string(), key_id: z.string() });
