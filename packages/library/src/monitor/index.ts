export type { PipelineHealth } from "./health.ts";
export type { PipelineMetrics } from "./metrics.ts";
export { PipelineMonitor, type PipelineMonitorOptions } from "./pipeline-monitor.ts";
export type {
  ComplianceCheck,
  PerformanceDetails,
  PipelineReport,
  QualityDetails,
  ReportDetails,
  ReportedStep,
  ReportType,
} from "./report.ts";
export type { MetricsSummary, Trend } from "./summary.ts";
