import { analyticsOperations } from "../analytics/operations.ts";
import { rateOperations } from "../analytics/rate-operations.ts";
import { approvalOperations } from "../approvals/operations.ts";
import { artifactOperations } from "../artifacts/operations.ts";
import { auditOperations } from "../audit/operations.ts";
import { backupOperations } from "../backup/operations.ts";
import { cacheOperations } from "../caches/operations.ts";
import { collectionOperations } from "../collector/operations.ts";
import { reliabilityOperations } from "../collector/reliability/operations.ts";
import { changeConnectionOperations } from "../connections/change-operations.ts";
import { hostOperations } from "../connections/host-operations.ts";
import { connectionOperations } from "../connections/operations.ts";
import { remoteRepositoryOperations } from "../connections/remote-operations.ts";
import { deploymentOperations } from "../deployments/operations.ts";
import { diagnosisOperations } from "../diagnosis/operations.ts";
import { environmentOperations } from "../environments/operations.ts";
import { executionOperations } from "../executions/operations.ts";
import { gateOperations } from "../gates/operations.ts";
import { leftoverOperations } from "../leftovers/operations.ts";
import { limitOperations } from "../limits/operations.ts";
import { logOperations } from "../logs/operations.ts";
import { invitationOperations } from "../members/invitation-operations.ts";
import { memberOperations } from "../members/operations.ts";
import { organizationOperations } from "../members/organization-operations.ts";
import { roleLimitOperations } from "../members/role-limit-operations.ts";
import { roleOperations } from "../members/role-operations.ts";
import { changeChannelOperations } from "../notifications/change-channel-operations.ts";
import { channelOperations } from "../notifications/channel-operations.ts";
import { notificationOperations } from "../notifications/operations.ts";
import { meOperations } from "../people/me-operations.ts";
import { peopleOperations } from "../people/operations.ts";
import { sessionOperations } from "../people/session-operations.ts";
import { changePipelineOperations } from "../pipelines/change-operations.ts";
import { pipelineFileOperations } from "../pipelines/file-operations.ts";
import { managePipelineOperations } from "../pipelines/manage-operations.ts";
import { pipelineRunOperations } from "../pipelines/run-operations.ts";
import { pipelineTextOperations } from "../pipelines/text-operations.ts";
import { buildOperations } from "../remote/build-operations.ts";

import { commitReportOperations } from "../remote/commit-report-operations.ts";
import { containerLogOperations } from "../remote/container-log-operation.ts";
import { hostCacheOperations } from "../remote/host-cache-operations.ts";
import { hostCiOperations } from "../remote/host-ci-operations.ts";
import { hostDownloadOperations } from "../remote/host-download-operations.ts";
import { hostEnvironmentOperations } from "../remote/host-environment-operations.ts";
import { hostIdentityOperations } from "../remote/host-identity-operations.ts";
import { hostPermissionOperations } from "../remote/host-permission-operations.ts";
import { hostRunnerOperations } from "../remote/host-runner-operations.ts";
import { hostScheduleOperations } from "../remote/host-schedule-operations.ts";
import { hostSshOperations } from "../remote/host-ssh-operations.ts";
import { hostVariableOperations } from "../remote/host-variable-operations.ts";
import { hostWorkflowOperations } from "../remote/host-workflow-operations.ts";

import { onDemandOperations } from "../remote/on-demand-operations.ts";

import { remoteOperations } from "../remote/operations.ts";
import { runOperations } from "../remote/run-operations.ts";
import { syncOperations } from "../remote/sync-operation.ts";
import { repositoryOperations } from "../repositories/operations.ts";
import { retentionOperations } from "../retention/operations.ts";
import { scheduleOperations } from "../schedules/operations.ts";
import { secretOperations } from "../secrets/operations.ts";
import { stageTypeOperations } from "../stage-types/operations.ts";
import { machineOperations } from "../system/machine-operation.ts";
import { systemOperations } from "../system/operations.ts";
import { teamOperations } from "../teams/operations.ts";
import { templateOperations } from "../templates/operations.ts";
import { regenerateOperations } from "../templates/regenerate-operation.ts";
import { testOperations } from "../test-results/operations.ts";
import { tokenOperations } from "../tokens/operations.ts";
import { triggerOperations } from "../triggers/operations.ts";
import { variableOperations } from "../variables/operations.ts";
import { deliveryOperations } from "../webhooks/delivery-operations.ts";
import { webhookOperations } from "../webhooks/operations.ts";
import { registerWebhookOperations } from "../webhooks/register-operations.ts";
import { writeBackOperations } from "../write-back/operations.ts";
import type { Operation } from "./operation.ts";

const everything = [
  ...repositoryOperations,
  ...managePipelineOperations,
  ...changePipelineOperations,
  ...pipelineTextOperations,
  ...pipelineFileOperations,
  ...pipelineRunOperations,
  ...analyticsOperations,
  ...rateOperations,
  ...stageTypeOperations,
  ...templateOperations,
  ...regenerateOperations,
  ...executionOperations,
  ...logOperations,
  ...artifactOperations,
  ...cacheOperations,
  ...testOperations,
  ...diagnosisOperations,
  ...gateOperations,
  ...approvalOperations,
  ...environmentOperations,
  ...deploymentOperations,
  ...secretOperations,
  ...variableOperations,
  ...triggerOperations,
  ...scheduleOperations,
  ...webhookOperations,
  ...deliveryOperations,
  ...channelOperations,
  ...changeChannelOperations,
  ...notificationOperations,
  ...connectionOperations,
  ...changeConnectionOperations,
  ...remoteRepositoryOperations,
  ...collectionOperations,
  ...reliabilityOperations,
  ...remoteOperations,
  ...onDemandOperations,
  ...hostOperations,
  ...runOperations,
  ...syncOperations,
  ...buildOperations,
  ...commitReportOperations,
  ...hostVariableOperations,
  ...hostCacheOperations,
  ...hostDownloadOperations,
  ...containerLogOperations,
  ...hostCiOperations,
  ...hostRunnerOperations,
  ...hostSshOperations,
  ...hostIdentityOperations,
  ...hostWorkflowOperations,
  ...hostEnvironmentOperations,
  ...hostScheduleOperations,
  ...hostPermissionOperations,
  ...leftoverOperations,
  ...registerWebhookOperations,
  ...writeBackOperations,
  ...peopleOperations,
  ...sessionOperations,
  ...meOperations,
  ...organizationOperations,
  ...memberOperations,
  ...invitationOperations,
  ...roleLimitOperations,
  ...roleOperations,
  ...teamOperations,
  ...tokenOperations,
  ...limitOperations,
  ...retentionOperations,
  ...backupOperations,
  ...auditOperations,
  ...systemOperations,
  ...machineOperations,
] as const;

/** Everything Headrace can do, in the order of the reference. */
export const allOperations: readonly Operation[] = everything;

/** The same with each one's own types, for the client. */
export type KnownOperation = (typeof everything)[number];
