import { z } from "zod";
import { defineOperation } from "../operations/operation.ts";
import { createDraft, createdPipeline, createdPipelineExample } from "../pipelines/create-draft.ts";
import { pipelineExample } from "../pipelines/pipeline.ts";
import { readPipeline, readVersion } from "../pipelines/read-pipeline.ts";
import { notFound, Problem } from "../problems/problem.ts";
import { id, name } from "../values/fields.ts";
import { templateCategories } from "./categories.ts";
import { customize } from "./customize.ts";
import { chosenParameters, type Generated } from "./generated.ts";
import { templateFrom } from "./load-library.ts";
import { allTemplates, findTemplate } from "./organization-templates.ts";
import { summaryOf, template, templateExample, templateSummary } from "./template.ts";

const category = z.enum(templateCategories);

const listTemplates = defineOperation({
  name: "templates.list",
  summary: "List the pipelines to begin with, by category",
  input: z.strictObject({ category: category.optional(), search: z.string().max(200).optional() }),
  output: z.object({ items: z.array(templateSummary) }),
  access: { kind: "organization", permission: "template.read" },
  effect: "read",
  http: { method: "GET", path: "/templates", aliases: ["/pipelines/templates"] },
  example: { input: { category: "start" }, output: { items: [summaryOf(templateExample)] } },
  handle: async ({ app, principal, scope }, input) => {
    const words = input.search?.toLowerCase();
    const items = (await allTemplates(app, scope.organizationId, principal)).filter(
      (each) =>
        (input.category === undefined || each.category === input.category) &&
        (words === undefined || `${each.name} ${each.description}`.toLowerCase().includes(words)),
    );
    return { items: items.map(summaryOf) };
  },
});

const getTemplate = defineOperation({
  name: "templates.get",
  summary: "Read a template with its text",
  input: z.strictObject({ template: id }),
  output: template,
  access: { kind: "organization", permission: "template.read" },
  effect: "read",
  http: { method: "GET", path: "/templates/{template}" },
  example: { input: { template: "hello" }, output: templateExample },
  handle: async ({ app, principal, scope }, input) =>
    await findTemplate(app, { id: input.template, organizationId: scope.organizationId, principal }),
});

const createFromTemplate = defineOperation({
  name: "pipelines.create-from-template",
  summary: "Create a pipeline from a template, with other defaults for its parameters",
  input: z.strictObject({
    template: id,
    repository: id,
    name,
    parameters: chosenParameters.default({}),
  }),
  output: createdPipeline,
  access: { kind: "target", permission: "pipeline.write", target: "repository", from: "repository" },
  effect: "write",
  http: { method: "POST", path: "/pipelines/from-template", status: 201 },
  example: {
    input: { template: "hello", repository: pipelineExample.repositoryId, name: "web-app" },
    output: createdPipelineExample,
  },
  handle: async (context, input) => {
    const { app, principal, scope } = context;
    const found = await findTemplate(app, { id: input.template, organizationId: scope.organizationId, principal });
    return await createDraft(context, {
      name: input.name,
      repository: input.repository,
      description: found.description,
      text: customize(found.text, input),
      message: `From the template ${found.name}`,
      generated: JSON.stringify({
        template: found.id,
        name: found.name,
        text: found.text,
        parameters: input.parameters,
      } satisfies Generated),
    });
  },
});

const saveAsTemplate = defineOperation({
  name: "pipelines.save-as-template",
  summary: "Keep a pipeline's newest text as a template, for yourself or the whole organization",
  input: z.strictObject({
    pipeline: id,
    name,
    category: category.default("custom"),
    description: z.string().max(2000).default(""),
    shared: z.boolean().default(false).describe("With everybody in the organization"),
  }),
  output: template,
  access: { kind: "target", permission: "template.write", target: "pipeline", from: "pipeline" },
  effect: "write",
  http: { method: "POST", path: "/pipelines/{pipeline}/save-as-template", status: 201 },
  example: { input: { pipeline: pipelineExample.id, name: "Our web apps", shared: true }, output: templateExample },
  handle: async ({ app, principal, scope }, input) => {
    const pipeline = await readPipeline(app.tables, input.pipeline);
    if (pipeline.version === 0) {
      throw new Problem("not-supported", "this pipeline's definition is the file in its repository", {
        mend: "create a stored pipeline from that text first",
      });
    }
    const { text } = await readVersion(app.tables, pipeline);
    const now = app.clock.now();
    const row = await app.tables
      .insertInto("templates")
      .values({
        id: app.ids.next(),
        organization_id: scope.organizationId,
        name: input.name,
        category: input.category,
        description: input.description,
        text,
        shared: input.shared ? 1 : 0,
        created_by: principal?.userId ?? "",
        created_at: now,
        updated_at: now,
      })
      .onConflict((conflict) => conflict.columns(["organization_id", "name"]).doNothing())
      .returning("id")
      .executeTakeFirst();
    if (row === undefined) {
      throw new Problem("conflict", `there is already a template "${input.name}"`, { mend: "choose another name" });
    }
    return await templateFrom({
      id: row.id,
      name: input.name,
      category: input.category,
      description: input.description,
      text,
      origin: input.shared ? "organization" : "mine",
    });
  },
});

const updateTemplate = defineOperation({
  name: "templates.update",
  summary: "Change a template's name, category, description or text, or who sees it",
  input: z.strictObject({
    template: id,
    name: name.optional(),
    category: category.optional(),
    description: z.string().max(2000).optional(),
    text: z.string().max(5_000_000).optional(),
    shared: z.boolean().optional(),
  }),
  output: template,
  access: { kind: "target", permission: "template.write", target: "template", from: "template" },
  effect: "write",
  http: { method: "PATCH", path: "/templates/{template}" },
  example: { input: { template: pipelineExample.id, shared: true }, output: templateExample },
  handle: async ({ app, principal, scope }, input) => {
    // Whoever does not see it cannot tell that it is there.
    await findTemplate(app, { id: input.template, organizationId: scope.organizationId, principal });
    if (input.name !== undefined) {
      const other = await app.tables
        .selectFrom("templates")
        .select("id")
        .where("organization_id", "=", scope.organizationId)
        .where("name", "=", input.name)
        .where("id", "!=", input.template)
        .executeTakeFirst();
      if (other !== undefined) {
        throw new Problem("conflict", `there is already a template "${input.name}"`, { mend: "choose another name" });
      }
    }
    await app.tables
      .updateTable("templates")
      .set({
        ...(input.name === undefined ? {} : { name: input.name }),
        ...(input.category === undefined ? {} : { category: input.category }),
        ...(input.description === undefined ? {} : { description: input.description }),
        ...(input.text === undefined ? {} : { text: input.text }),
        ...(input.shared === undefined ? {} : { shared: input.shared ? 1 : 0 }),
        updated_at: app.clock.now(),
      })
      .where("id", "=", input.template)
      .execute();
    return await findTemplate(app, { id: input.template, organizationId: scope.organizationId, principal });
  },
});

const deleteTemplate = defineOperation({
  name: "templates.delete",
  summary: "Remove a template of the organization; pipelines made of it stay",
  input: z.strictObject({ template: id }),
  output: z.object({}),
  access: { kind: "target", permission: "template.write", target: "template", from: "template" },
  effect: "destructive",
  http: { method: "DELETE", path: "/templates/{template}" },
  example: { input: { template: pipelineExample.id }, output: {} },
  handle: async ({ app, principal, scope }, input) => {
    await findTemplate(app, { id: input.template, organizationId: scope.organizationId, principal });
    const { numDeletedRows } = await app.tables
      .deleteFrom("templates")
      .where("id", "=", input.template)
      .executeTakeFirst();
    if (numDeletedRows === 0n) throw notFound("template", input.template);
    return {};
  },
});

export const templateOperations = [
  listTemplates,
  getTemplate,
  createFromTemplate,
  saveAsTemplate,
  updateTemplate,
  deleteTemplate,
] as const;
