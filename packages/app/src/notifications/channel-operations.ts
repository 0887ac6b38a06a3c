import { z } from "zod";
import { defineOperation } from "../operations/operation.ts";
import { contains } from "../paging/contains.ts";
import { pageFrom, pageInput, pageOf, positionOf, searchInput } from "../paging/page.ts";
import { id, name } from "../values/fields.ts";
import { channel, channelExample, channelOf } from "./channel.ts";
import { nameTaken, readChannel, refuseWithoutMail, sealSettings } from "./channels.ts";
import { channelSettings, targetOf } from "./kinds/index.ts";

const listChannels = defineOperation({
  name: "channels.list",
  summary: "List where an organization's notifications go",
  description: "A definition names one in `to` of its `notifications`.",
  input: z.strictObject({ ...pageInput, ...searchInput("the name") }),
  output: pageOf(channel),
  access: { kind: "organization", permission: "channel.read" },
  effect: "read",
  http: { method: "GET", path: "/channels" },
  example: { input: { limit: 50 }, output: { items: [channelExample] } },
  handle: async ({ app, scope }, { limit, cursor, search }) => {
    let select = app.tables
      .selectFrom("channels")
      .selectAll()
      .where("organization_id", "=", scope.organizationId)
      .orderBy("created_at", "desc")
      .orderBy("id", "desc")
      .limit(limit + 1);
    if (search !== undefined) select = select.where(contains(["name"], search));
    if (cursor !== undefined) {
      const { at, id: after } = positionOf(cursor);
      select = select.where(({ eb, refTuple, tuple }) => eb(refTuple("created_at", "id"), "<", tuple(at, after)));
    }
    return pageFrom(await select.execute(), limit, {
      item: channelOf,
      position: (row) => ({ at: row.created_at, id: row.id }),
    });
  },
});

const createChannel = defineOperation({
  name: "channels.create",
  summary: "Make a channel to which notifications of pipelines go: Slack, Teams, mail, or a program of your own",
  description:
    "Definitions then name it in `notifications: [{ on: [failure, recovered], to: NAME }]`. Its settings are sealed and never given back by anything. `channels.test` tries it.",
  input: z.strictObject({ name, settings: channelSettings }),
  output: channel,
  access: { kind: "organization", permission: "channel.write" },
  effect: "write",
  http: { method: "POST", path: "/channels", status: 201 },
  example: {
    input: { name: "builds", settings: { kind: "slack", url: "https://hooks.slack.com/services/T0/B0/shortened" } },
    output: channelExample,
  },
  handle: async ({ app, scope, actor }, { name: called, settings }) => {
    const { organizationId } = scope;
    refuseWithoutMail(app, settings);
    const channelId = app.ids.next();
    const { keyId, sealed } = await sealSettings(app.secrets, { organizationId, channelId }, settings);
    const now = app.clock.now();
    const row = await app.tables
      .insertInto("channels")
      .values({
        id: channelId,
        organization_id: organizationId,
        name: called,
        kind: settings.kind,
        target: targetOf(settings),
        key_id: keyId,
        sealed,
        created_by: JSON.stringify(actor),
        created_at: now,
        updated_at: now,
      })
      .onConflict((conflict) => conflict.columns(["organization_id", "name"]).doNothing())
      .returningAll()
      .executeTakeFirst();
    if (row === undefined) throw nameTaken(called);
    return channelOf(row);
  },
});

const getChannel = defineOperation({
  name: "channels.get",
  summary: "Read a channel of notifications, without what is secret",
  input: z.strictObject({ channel: id }),
  output: channel,
  access: { kind: "target", permission: "channel.read", target: "channel", from: "channel" },
  effect: "read",
  http: { method: "GET", path: "/channels/{channel}" },
  example: { input: { channel: channelExample.id }, output: channelExample },
  handle: async ({ app }, input) => channelOf(await readChannel(app.tables, input.channel)),
});

export const channelOperations = [listChannels, createChannel, getChannel] as const;
