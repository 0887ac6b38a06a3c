import { expect, test } from "vitest";
import { startPostgres } from "../../../test/postgres/index.ts";
import { createGate, createProject, endOf, linesOf, runInline, until } from "./executions.ts";
import { startServer } from "./start-server.ts";

test.each(["fast", "crash"] as const)(
  "PostgreSQL ends (%s) and starts again under executions: no event and no line is lost",
  async (how) => {
    await using postgres = await startPostgres();
    await using server = await startServer({ database: postgres.url });
    const project = await createProject(server.owner);
    await using gate = await createGate();
    const { body } = await runInline(server.owner, project, {
      text: `
name: patient
stages:
  first: { steps: ['echo one; ${gate.wait}; echo two'] }
  second: { needs: [first], steps: [echo three] }
`,
    });
    await until(async () => (await linesOf(server, body.id)) > 0 || undefined);
    await postgres.stop(how);
    expect(await server.owner.get("/executions")).toMatchObject({ status: 503, body: { code: "unavailable" } });
    // What ends now is written when the database is there again.
    await gate.open();
    await postgres.start();
    const ended = await until(async () => {
      const { status, body: found } = await server.owner.get(`/executions/${body.id}`);
      return status === 200 && found.state === "ended" ? found : undefined;
    });
    expect(ended).toMatchObject({ outcome: "success" });
    const log = await server.owner.get(`/executions/${body.id}/logs`);
    const texts: readonly string[] = log.body.items.map(({ text }: { readonly text: string }) => text);
    expect(texts.slice(-3)).toEqual(["one", "two", "three"]);
    const events = (await server.owner.get(`/executions/${body.id}/events`)).body.items;
    expect(events.map(({ seq }: { readonly seq: number }) => seq)).toEqual(
      events.map((_: unknown, index: number) => events[0].seq + index),
    );
    const again = await runInline(server.owner, project, { text: "name: next\nstages: { a: { steps: ['true'] } }\n" });
    expect(await endOf(server.owner, again.body.id)).toMatchObject({ outcome: "success" });
    await project.remove();
  },
  60_000,
);
