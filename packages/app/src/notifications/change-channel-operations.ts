import { z } from "zod";
import { defineOperation } from "../operations/operation.ts";
import { id, name } from "../values/fields.ts";
import { channel, channelExample, channelOf } from "./channel.ts";
import { channelNamed, nameTaken, readChannel, refuseWithoutMail, sealSettings } from "./channels.ts";
import { channelSettings, targetOf } from "./kinds/index.ts";

const access = { kind: "target", permission: "channel.write", target: "channel", from: "channel" } as const;

const updateChannel = defineOperation({
  name: "channels.update",
  summary: "Rename a channel of notifications, or give it other settings",
  description: "Definitions that name it by its old name find it no more.",
  input: z.strictObject({ channel: id, name: name.optional(), settings: channelSettings.optional() }),
  output: channel,
  access,
  effect: "write",
  http: { method: "PATCH", path: "/channels/{channel}" },
  example: { input: { channel: channelExample.id, name: "builds" }, output: channelExample },
  handle: async ({ app, scope }, { channel: channelId, name: called, settings }) => {
    const { organizationId } = scope;
    if (settings !== undefined) refuseWithoutMail(app, settings);
    const taken = called === undefined ? undefined : await channelNamed(app.tables, { organizationId, name: called });
    if (taken !== undefined && taken.id !== channelId) throw nameTaken(taken.name);
    const sealed =
      settings === undefined
        ? {}
        : await sealSettings(app.secrets, { organizationId, channelId }, settings).then((kept) => ({
            kind: settings.kind,
            target: targetOf(settings),
            key_id: kept.keyId,
            sealed: kept.sealed,
          }));
    await app.tables
      .updateTable("channels")
      .set({ ...(called === undefined ? {} : { name: called }), ...sealed, updated_at: app.clock.now() })
      .where("id", "=", channelId)
      .execute();
    return channelOf(await readChannel(app.tables, channelId));
  },
});

const deleteChannel = defineOperation({
  name: "channels.delete",
  summary: "Remove a channel of notifications with its settings",
  description: "What definitions want told by its name is refused from then on, and said so.",
  input: z.strictObject({ channel: id }),
  output: z.object({}),
  access,
  effect: "destructive",
  http: { method: "DELETE", path: "/channels/{channel}" },
  example: { input: { channel: channelExample.id }, output: {} },
  handle: async ({ app }, input) => {
    await app.tables.deleteFrom("channels").where("id", "=", input.channel).execute();
    return {};
  },
});

const testChannel = defineOperation({
  name: "channels.test",
  summary: "Send a message to a channel that says that it is a test",
  input: z.strictObject({ channel: id }),
  output: z.object({
    sent: z.boolean(),
    problem: z.string().optional().describe("Why it was not taken"),
    mend: z.string().optional(),
  }),
  access,
  effect: "write",
  http: { method: "POST", path: "/channels/{channel}/test", attemptsPerMinute: 30 },
  example: { input: { channel: channelExample.id }, output: { sent: true } },
  handle: async ({ app, signal }, input) => {
    const sending = await app.notifications.tryOut(await readChannel(app.tables, input.channel), signal);
    return sending.kind === "sent" ? { sent: true } : { sent: false, problem: sending.problem, mend: sending.mend };
  },
});

export const changeChannelOperations = [updateChannel, deleteChannel, testChannel] as const;
