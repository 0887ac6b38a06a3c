import { z } from "zod";
import { ok, page, type Question, type Reply, type Route, refuse, remove, repositoryOf } from "./reply.ts";
import type { Answer } from "./vendor-types.ts";
import { newId, type Variable, type World } from "./world.ts";

const repositoryPath = "/repositories/{workspace}/{repo_slug}";

export const variableRoutes: readonly Route[] = [
  ...routesAt("/workspaces/{workspace}/pipelines-config/variables", (world, { params }) =>
    listIn(world.variables, params.workspace ?? ""),
  ),
  ...routesAt(
    `${repositoryPath}/pipelines_config/variables`,
    (world, { params }) => repositoryOf(world, params)?.variables,
  ),
  ...routesAt(`${repositoryPath}/deployments_config/environments/{environment_uuid}/variables`, (world, { params }) =>
    repositoryOf(world, params)?.environments.get(params.environment_uuid ?? ""),
  ),
];

function routesAt(path: string, find: (world: World, question: Question) => Variable[] | undefined): readonly Route[] {
  const within =
    (reply: (variables: Variable[], question: Question) => Reply) => (world: World, question: Question) => {
      const variables = find(world, question);
      return variables === undefined ? refuse(404, "Not found") : reply(variables, question);
    };
  return [
    { method: "GET", path, reply: within((variables, question) => page(variables.map(variableAnswer), question)) },
    {
      method: "POST",
      path,
      reply: within((variables, { body, address }) => {
        const given = variableSchema.parse(body);
        if (variables.some(({ key }) => key === given.key)) return refuse(409, `${given.key} exists already`);
        const variable = { uuid: newId(), ...given };
        variables.push(variable);
        const location = `${address}/${encodeURIComponent(variable.uuid)}`;
        return { status: 201, headers: { location }, json: variableAnswer(variable) };
      }),
    },
    {
      method: "PUT",
      path: `${path}/{variable_uuid}`,
      reply: within((variables, { params, body }) => {
        const variable = variables.find(({ uuid }) => uuid === params.variable_uuid);
        if (variable === undefined) return refuse(404, "No such variable");
        return ok(variableAnswer(Object.assign(variable, variableSchema.parse(body))));
      }),
    },
    {
      method: "DELETE",
      path: `${path}/{variable_uuid}`,
      reply: within((variables, { params }) => remove(variables, params.variable_uuid)),
    },
  ];
}

const variableSchema = z.object({ key: z.string(), value: z.string(), secured: z.boolean() });

function listIn(lists: Map<string, Variable[]>, name: string): Variable[] {
  const list = lists.get(name) ?? [];
  lists.set(name, list);
  return list;
}

export function variableAnswer({ value, ...variable }: Variable) {
  const told = variable.secured ? {} : { value };
  return { type: "pipeline_variable", ...variable, ...told } satisfies Answer<"pipeline_variable">;
}
