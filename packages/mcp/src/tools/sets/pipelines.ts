import type { AgentTool } from "../agent-tool.ts";
import { ofOperation } from "../of-operation.ts";
import { updatePipeline } from "../update-pipeline.ts";

export const pipelinesTools: readonly AgentTool[] = [
  ofOperation({
    name: "validate_pipeline",
    toolset: "pipelines",
    operation: "pipelines.validate",
    when: "Use it before create_pipeline and update_pipeline, until nothing is wrong.",
  }),
  ofOperation({
    name: "create_pipeline",
    toolset: "pipelines",
    operation: "pipelines.create",
    when: "It begins as a draft that no trigger starts; validate_pipeline first.",
    without: ["stages", "triggers", "parameters", "definitionVariables"],
  }),
  updatePipeline,
  ofOperation({
    name: "list_pipeline_versions",
    toolset: "pipelines",
    operation: "pipelines.versions",
    when: "Use it to find the version to go back to.",
  }),
  ofOperation({
    name: "compare_pipeline_versions",
    toolset: "pipelines",
    operation: "pipelines.diff",
    when: "By meaning, not by lines.",
  }),
  ofOperation({
    name: "activate_pipeline",
    toolset: "pipelines",
    operation: "pipelines.activate",
    when: "One pipeline of a repository and channel can be active; a refusal names the other.",
  }),
  ofOperation({
    name: "deactivate_pipeline",
    toolset: "pipelines",
    operation: "pipelines.deactivate",
    when: "It can still be run by run_pipeline.",
  }),
  ofOperation({
    name: "archive_pipeline",
    toolset: "pipelines",
    operation: "pipelines.archive",
    when: "Nothing of it is lost, and a person can bring it back.",
  }),
  ofOperation({
    name: "get_pipeline_version",
    toolset: "pipelines",
    operation: "pipelines.version",
    when: "To go back to it, give its text to update_pipeline.",
  }),
  ofOperation({
    name: "restore_pipeline",
    toolset: "pipelines",
    operation: "pipelines.restore",
    when: "The other way round of archive_pipeline.",
  }),
  ofOperation({
    name: "change_pipeline_settings",
    toolset: "pipelines",
    operation: "pipelines.update",
    when: "For its name, its description, and who is told of its ends; update_pipeline changes what runs.",
  }),
  ofOperation({
    name: "which_pipelines_start",
    toolset: "pipelines",
    operation: "triggers.evaluate",
    when: "Nothing is run. For what one pipeline would run use explain_plan.",
  }),
  ofOperation({
    name: "list_templates",
    toolset: "pipelines",
    operation: "templates.list",
    when: "A beginning for create_pipeline_from_template.",
  }),
  ofOperation({
    name: "create_pipeline_from_template",
    toolset: "pipelines",
    operation: "pipelines.create-from-template",
    when: "list_templates has their ids; without a fitting one use create_pipeline.",
  }),
  ofOperation({
    name: "list_stage_types",
    toolset: "pipelines",
    operation: "stage-types.list",
    when: "What `type` of a stage can be; get_stage_type has its inputs.",
  }),
  ofOperation({
    name: "get_stage_type",
    toolset: "pipelines",
    operation: "stage-types.get",
    when: "With an example to put into a definition.",
  }),
  ofOperation({
    name: "run_inline",
    toolset: "pipelines",
    operation: "executions.run-inline",
    when: "Offered only where it is named, since it runs whatever commands the text has; validate_pipeline first.",
    onlyByName: true,
  }),
];
