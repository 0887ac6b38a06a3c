import type { AgentTool } from "../agent-tool.ts";
import { ofOperation } from "../of-operation.ts";
import { rollBackPipeline } from "../roll-back-pipeline.ts";
import { createPipeline, updatePipeline } from "../save-pipeline.ts";

export const pipelinesTools: readonly AgentTool[] = [
  ofOperation({
    name: "validate_pipeline",
    toolset: "pipelines",
    operation: "pipelines.validate",
    when: "Use it before create_pipeline and update_pipeline, until nothing is wrong.",
  }),
  createPipeline,
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
  rollBackPipeline,
  ofOperation({
    name: "purge_pipeline",
    toolset: "pipelines",
    operation: "pipelines.purge",
    when: "archive_pipeline first, which can be undone.",
  }),
  ofOperation({
    name: "read_pipeline_file",
    toolset: "pipelines",
    operation: "pipelines.file",
    when: "For a pipeline whose `source` is its repository; others have their text in get_pipeline.",
  }),
  ofOperation({
    name: "commit_pipeline_file",
    toolset: "pipelines",
    operation: "pipelines.commit",
    when: "Give the digest of read_pipeline_file as `ifMatch`; for a pipeline that is stored here use update_pipeline.",
  }),
  ofOperation({
    name: "revert_pipeline_file",
    toolset: "pipelines",
    operation: "pipelines.revert",
    when: "After commit_pipeline_file, with the `before` and the digest of its answer.",
  }),
  ofOperation({
    name: "get_template",
    toolset: "pipelines",
    operation: "templates.get",
    when: "Before create_pipeline_from_template.",
  }),
  ofOperation({
    name: "save_as_template",
    toolset: "pipelines",
    operation: "pipelines.save-as-template",
    when: "For others to begin with.",
  }),
  ofOperation({
    name: "add_repository",
    toolset: "pipelines",
    operation: "repositories.create",
    when: "Before its first pipeline; list_repositories has those that are there.",
  }),
];
