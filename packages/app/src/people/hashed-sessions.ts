import type { getAdapter } from "better-auth/db/adapter";
import { hashOf } from "./codes.ts";

type Adapter = Awaited<ReturnType<typeof getAdapter>>;
type InnerAdapter = Omit<Adapter, "transaction">;
type Condition = Parameters<Adapter["findOne"]>[0]["where"][number];

/**
 * better-auth's way to the database, but what a session's cookie holds is kept as a hash: whoever reads the table, or a
 * backup of it, is signed in as nobody. Tokens are long and random, so that a plain hash cannot be guessed back.
 */
export function withHashedSessions(adapter: Adapter): Adapter {
  return { ...hashing(adapter), transaction: (work) => adapter.transaction((inner) => work(hashing(inner))) };
}

function hashing(adapter: InnerAdapter): InnerAdapter {
  const create: Adapter["create"] = async (request) => {
    const token: unknown = Reflect.get(request.data, "token");
    if (request.model !== "session" || typeof token !== "string") return await adapter.create(request);
    return withToken(await adapter.create({ ...request, data: { ...request.data, token: hashOf(token) } }), token);
  };
  async function findOne<Row>(request: Parameters<Adapter["findOne"]>[0]): Promise<Row | null> {
    const token = tokenIn(request);
    const found = await adapter.findOne<Row>(hashed(request));
    return token === undefined || found === null ? found : withToken(found, token);
  }
  return {
    ...adapter,
    create,
    findOne,
    findMany: (request) => adapter.findMany(hashed(request)),
    count: (request) => adapter.count(hashed(request)),
    update: (request) => adapter.update(hashed(request)),
    updateMany: (request) => adapter.updateMany(hashed(request)),
    delete: (request) => adapter.delete(hashed(request)),
    deleteMany: (request) => adapter.deleteMany(hashed(request)),
    consumeOne: (request) => adapter.consumeOne(hashed(request)),
    incrementOne: (request) => adapter.incrementOne(hashed(request)),
  };
}

interface Asked {
  readonly model: string;
  readonly where?: Condition[] | undefined;
}

function hashed<Request extends Asked>(request: Request): Request {
  if (request.model !== "session" || request.where === undefined) return request;
  return { ...request, where: request.where.map(hashedCondition) };
}

function hashedCondition(condition: Condition): Condition {
  const { field, value } = condition;
  if (field !== "token") return condition;
  if (Array.isArray(value)) return { ...condition, value: value.map((each) => hashOf(String(each))) };
  return { ...condition, value: hashOf(String(value)) };
}

/** Of the one session that is asked for by it. */
function tokenIn({ model, where = [] }: Asked): string | undefined {
  const [condition] = model === "session" ? where : [];
  return condition?.field === "token" && typeof condition.value === "string" ? condition.value : undefined;
}

function withToken<Row>(row: Row, token: string): Row {
  return typeof row === "object" && row !== null ? { ...row, token } : row;
}
