import { HeadraceError } from "@headrace/pipeline";
import type { z } from "zod";
import { endless, ForgeError, type ForgeHttp, gather, path } from "../http/index.ts";
import type { ForgeVariable, NewVariable, VariableLevel, Variables } from "../ports/index.ts";
import { given } from "../values.ts";
import { actionsPath } from "./runs.ts";
import { publicKeySchema, secretsSchema, variableListSchema } from "./schema.ts";
import { seal } from "./seal.ts";

const pageLength = 100;
/** GitHub keeps fewer of a level. */
const mostPages = 20;

/** GitHub's variables, and its secrets as the secured ones. Their ids tell the two apart: both may have one name. */
export function createVariables(http: ForgeHttp): Variables {
  async function listAll<Answer extends { readonly total_count: number }, Item>(
    request: {
      readonly at: string;
      readonly schema: z.ZodType<Answer>;
      readonly length: number;
      readonly signal: AbortSignal | undefined;
    },
    itemsOf: (answer: Answer) => readonly Item[],
  ): Promise<readonly Item[]> {
    const { at, schema, length, signal } = request;
    const list = gather<Item>({ pageLength: length, path: at });
    for (let page = 1; page <= mostPages; page++) {
      const query = { page, per_page: length };
      const answer = await http.json({ path: at, query, ...given("signal", signal) }, schema);
      const found = itemsOf(answer);
      list.add(found);
      if (found.length === 0 || list.items.length >= answer.total_count) return list.items;
    }
    throw endless(at, mostPages);
  }

  async function exists(address: string, signal: AbortSignal | undefined): Promise<boolean> {
    const answer = await http.open({ path: address, expect: [404], ...given("signal", signal) });
    answer.discard();
    return answer.status !== 404;
  }

  async function putSecret(at: string, { key, value }: NewVariable, signal: AbortSignal | undefined): Promise<void> {
    const asked = given("signal", signal);
    const { key_id, key: publicKey } = await http.json({ path: `${at}/secrets/public-key`, ...asked }, publicKeySchema);
    const sealed = Buffer.from(seal(value, Buffer.from(publicKey, "base64"))).toString("base64");
    const body = { encrypted_value: sealed, key_id };
    await http.send({ method: "PUT", path: at + path`/secrets/${key}`, body, ...asked });
  }

  return {
    async list(level, signal) {
      const at = levelPath(level);
      const variables = await listAll(
        { at: `${at}/variables`, schema: variableListSchema, length: 30, signal },
        (answer) => answer.variables,
      );
      const secrets = await listAll(
        { at: `${at}/secrets`, schema: secretsSchema, length: pageLength, signal },
        (answer) => answer.secrets,
      );
      return [
        ...variables.map(({ name, value }) => variableOf({ key: name, value, secured: false })),
        ...secrets.map(({ name }) => variableOf({ key: name, value: "", secured: true })),
      ];
    },
    async create(level, variable, signal) {
      const at = levelPath(level);
      if (!variable.secured) {
        const body = { name: variable.key, value: variable.value };
        await http.send({ method: "POST", path: `${at}/variables`, body, ...given("signal", signal) });
        return variableOf(variable);
      }
      if (await exists(at + path`/secrets/${variable.key}`, signal)) {
        throw new ForgeError("forge-refused", `there is a secret ${variable.key} already`, {
          status: 409,
          mend: "replace it",
        });
      }
      await putSecret(at, variable, signal);
      return variableOf(variable);
    },
    async replace(level, id, variable, signal) {
      const at = levelPath(level);
      const before = nameOf(id);
      if (before.secured !== variable.secured || (variable.secured && before.key !== variable.key)) {
        throw unfit(
          "GitHub makes no secret of a variable, no variable of a secret, and renames none",
          "make a new one",
        );
      }
      if (variable.secured) await putSecret(at, variable, signal);
      else {
        const body = { name: variable.key, value: variable.value };
        const address = at + path`/variables/${before.key}`;
        await http.send({ method: "PATCH", path: address, body, ...given("signal", signal) });
      }
      return variableOf(variable);
    },
    async remove(level, id, signal) {
      const { key, secured } = nameOf(id);
      const address = levelPath(level) + (secured ? path`/secrets/${key}` : path`/variables/${key}`);
      await http.send({ method: "DELETE", path: address, ...given("signal", signal) });
    },
  };
}

function levelPath(level: VariableLevel): string {
  switch (level.kind) {
    case "repository":
      return actionsPath(level.repository);
    case "environment":
      return path`/repos/${level.repository.owner}/${level.repository.name}/environments/${level.environment}`;
    case "owner":
      throw unfit("an organization's variables choose the repositories that see them", "set them on GitHub's page");
  }
}

function variableOf({ key, value, secured }: NewVariable): ForgeVariable {
  return secured ? { id: `secret:${key}`, key, secured } : { id: `variable:${key}`, key, secured, value };
}

function nameOf(id: string): { readonly key: string; readonly secured: boolean } {
  const [, kind, key] = /^(secret|variable):(.+)$/.exec(id) ?? [];
  if (kind === undefined || key === undefined) throw unfit(`${JSON.stringify(id)} is no variable's id`, "list them");
  return { key, secured: kind === "secret" };
}

function unfit(message: string, mend: string): HeadraceError {
  return new HeadraceError("invalid-argument", message, { mend });
}
