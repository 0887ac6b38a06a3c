import { HeadraceError } from "@headrace/pipeline";
import type { RepositoriesTable, ServerTables, WebhookDeliveriesTable, WebhooksTable } from "@headrace/store/server";
import { actorFrom } from "../access/kept-actor.ts";
import { problemOf } from "../problems/problem-of.ts";
import type { RepositoryEvent } from "../triggers/repository-event.ts";
import { describeEvent } from "../triggers/repository-event.ts";
import { mayPass, type StartPipelinesNeeds, startPipelines } from "../triggers/start-pipelines.ts";
import type { DeliveryResult } from "./delivery.ts";
import { isWebhookKind, kindOf } from "./kinds/index.ts";
import type { EndedPart, ReadDelivery } from "./kinds/webhook-kind.ts";
import { payloadOf } from "./read-body.ts";

export interface WorkOnDeliveryNeeds extends StartPipelinesNeeds {
  /** Told when the definition of pipelines in the repository may have changed. */
  defaultBranchMoved(repositoryId: string): Promise<void>;
  /** Told of every delivery that can be read: something has happened on the repository's host, runs perhaps. */
  heardOf(repositoryId: string, ended?: readonly EndedPart[]): Promise<void>;
}

export interface WorkedDelivery {
  readonly result: DeliveryResult;
  readonly state: "done" | "ignored" | "failed";
  /** What failed may pass. */
  readonly again: boolean;
}

/** Attempts for which a commit that is nowhere yet is looked for again: a sender may tell sooner than it shows. */
const attemptsForCommit = 3;

/** Reads a delivery and starts what it starts. Throws what the database throws. */
export async function workOnDelivery(needs: WorkOnDeliveryNeeds, row: WebhookDeliveriesTable): Promise<WorkedDelivery> {
  if (row.repository_id === null) {
    const ignored = ["it tells of no repository that this connection watches"];
    return { result: { events: [], ignored }, state: "ignored", again: false };
  }
  const place = await placeOf(needs.tables, row.webhook_id, row.repository_id);
  if (place === undefined) return unreadable("its webhook or repository is no more");
  const { webhook, repository } = place;
  let read: ReadRow;
  try {
    read = readRow(row, webhook);
  } catch (error) {
    return unreadable(problemOf(error).message);
  }
  await needs.heardOf(repository.id, read.ended);
  const events: DeliveryResult["events"] = [];
  let again = false;
  for (const event of read.events) {
    try {
      const { again: oneAgain, ...started } = await startPipelines(needs, {
        repository,
        event,
        ...(row.requested_by === null ? {} : { onBehalfOf: actorFrom(row.requested_by) }),
        actor: { kind: "webhook", id: webhook.id, name: `${webhook.kind} webhook` },
        cause: { delivery: row.id, isFirst: row.attempts <= 1, byHand: row.redelivery_of !== null },
      });
      again ||= oneAgain;
      events.push({ ...started, pipelines: [...started.pipelines] });
      if (event.kind === "push" && event.branch === repository.default_branch) {
        await needs.defaultBranchMoved(repository.id);
      }
    } catch (error) {
      again ||= mayPass(error) || (isMissing(error) && row.attempts < attemptsForCommit);
      events.push(problemResult(event, error));
    }
  }
  const result: DeliveryResult = { events, ignored: [...read.ignored] };
  return { result, state: stateOf(result), again };
}

async function placeOf(
  tables: ServerTables,
  webhookId: string,
  repositoryId: string,
): Promise<{ readonly webhook: WebhooksTable; readonly repository: RepositoriesTable } | undefined> {
  const webhook = await tables.selectFrom("webhooks").selectAll().where("id", "=", webhookId).executeTakeFirst();
  if (webhook === undefined) return undefined;
  const repository = await tables
    .selectFrom("repositories")
    .selectAll()
    .where("id", "=", repositoryId)
    .executeTakeFirst();
  return repository === undefined ? undefined : { webhook, repository };
}

interface ReadRow extends ReadDelivery {
  readonly ended: readonly EndedPart[];
}

function readRow(row: WebhookDeliveriesTable, { kind: name }: WebhooksTable): ReadRow {
  if (!isWebhookKind(name)) throw new TypeError(`${name} is no kind of webhook`);
  const headers: Readonly<Record<string, string>> = JSON.parse(row.headers);
  const payload = payloadOf(row.body, headers["content-type"]);
  const kind = kindOf[name];
  return { ...kind.read(row.event, payload), ended: kind.endedParts?.(row.event, payload) ?? [] };
}

function isMissing(error: unknown): boolean {
  return error instanceof HeadraceError && error.code === "ref-not-found";
}

function problemResult(event: RepositoryEvent, error: unknown): DeliveryResult["events"][number] {
  return { event: describeEvent(event), problem: problemOf(error).message, pipelines: [] };
}

function unreadable(problem: string): WorkedDelivery {
  return { result: { events: [], ignored: [], problem }, state: "failed", again: false };
}

function stateOf({ events }: DeliveryResult): WorkedDelivery["state"] {
  const outcomes = events.flatMap(({ pipelines }) => pipelines.map(({ outcome }) => outcome));
  if (outcomes.includes("failed") || events.some(({ problem }) => problem !== undefined)) return "failed";
  return outcomes.includes("started") ? "done" : "ignored";
}
