import { z } from "zod";
import { defineOperation } from "../operations/operation.ts";
import { notFound } from "../problems/problem.ts";
import { id, time, timeOf } from "../values/fields.ts";
import { noSession } from "./operations.ts";

const session = z.object({
  id,
  current: z.boolean().describe("The one that asks"),
  address: z.string().describe("The network address from which it began; empty where that is not known"),
  program: z.string().describe("The browser or program with which it began, as it calls itself"),
  beganAt: time,
  lastUsedAt: time.describe("To the minute"),
  endsAt: time,
});

type Session = z.input<typeof session>;

const example: Session = {
  id: "Yk3cTz9QpWfJ2mNs",
  current: true,
  address: "192.0.2.7",
  program: "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
  beganAt: "2026-11-21T09:30:00.000Z",
  lastUsedAt: "2026-11-21T11:02:00.000Z",
  endsAt: "2026-12-05T09:30:00.000Z",
};

const listSessions = defineOperation({
  name: "sessions.list",
  summary: "List where you are signed in",
  input: z.strictObject({}),
  output: z.object({ items: z.array(session) }),
  access: { kind: "signed-in" },
  effect: "read",
  http: { method: "GET", path: "/me/sessions" },
  example: { input: {}, output: { items: [example] } },
  handle: async ({ app, principal }) => {
    if (principal?.kind !== "user") throw noSession();
    const sessions = await app.people.sessionsOf(principal.userId);
    return {
      items: sessions.map((each) => ({
        id: each.id,
        current: each.id === principal.sessionId,
        ...each.device,
        beganAt: timeOf(each.beganAt),
        lastUsedAt: timeOf(each.lastUsedAt),
        endsAt: timeOf(each.endsAt),
      })),
    };
  },
});

const endSession = defineOperation({
  name: "sessions.end-one",
  summary: "Sign out of one of your sessions, wherever it is",
  input: z.strictObject({ session: id }),
  output: z.object({}),
  access: { kind: "signed-in" },
  effect: "destructive",
  takesRights: true,
  http: { method: "DELETE", path: "/me/sessions/{session}" },
  example: { input: { session: example.id }, output: {} },
  handle: async ({ app, principal, setCookies }, input) => {
    if (principal?.kind !== "user") throw noSession();
    if (!(await app.people.endSession(principal.userId, input.session))) throw notFound("session", input.session);
    if (input.session === principal.sessionId) setCookies(app.people.signedOutCookies);
    return {};
  },
});

const endOthers = defineOperation({
  name: "sessions.end-others",
  summary: "Sign out everywhere but here",
  input: z.strictObject({}),
  output: z.object({}),
  access: { kind: "signed-in" },
  effect: "destructive",
  takesRights: true,
  http: { method: "DELETE", path: "/me/sessions" },
  example: { input: {}, output: {} },
  handle: async ({ app, principal }) => {
    if (principal?.kind !== "user" || principal.sessionId === undefined) throw noSession();
    await app.people.endSessions(principal.userId, principal.sessionId);
    return {};
  },
});

export const sessionOperations = [listSessions, endSession, endOthers] as const;
