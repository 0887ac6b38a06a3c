import type { ChannelsTable } from "@headrace/store/server";
import { z } from "zod";
import { actorFrom, keptActor } from "../access/kept-actor.ts";
import { id, name, time, timeOf } from "../values/fields.ts";
import { channelKinds } from "./kinds/index.ts";

const channelKind = z
  .enum(channelKinds)
  .describe(
    "`slack`: an incoming webhook of Slack or Mattermost; `teams`: a workflow of Microsoft Teams; `email`: by the mail server that this server was told of; `webhook`: a program of your own, told in JSON",
  );

export const channel = z.object({
  id,
  name: name.describe("As `to` of a definition's notifications calls it"),
  kind: channelKind,
  target: z.string().describe("What of its settings is no secret: the host, or the addresses of mail"),
  createdBy: keptActor,
  createdAt: time,
  updatedAt: time,
});
type Channel = z.input<typeof channel>;

export function channelOf(row: ChannelsTable): Channel {
  return {
    id: row.id,
    name: row.name,
    kind: channelKind.parse(row.kind),
    target: row.target,
    createdBy: actorFrom(row.created_by),
    createdAt: timeOf(row.created_at),
    updatedAt: timeOf(row.updated_at),
  };
}

export const channelExample: Channel = {
  id: "01a1fc61-2b9d-7c44-8a10-5f0e4a9b7c33",
  name: "builds",
  kind: "slack",
  target: "hooks.slack.com",
  createdBy: { kind: "user", id: "01a1fc40-0001-7bef-9713-0b6621de95a7", name: "Ada" },
  createdAt: "2026-11-21T09:30:00.000Z",
  updatedAt: "2026-11-21T09:30:00.000Z",
};
