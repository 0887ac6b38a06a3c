import type { App } from "../app.ts";

type Sample = readonly [labels: Readonly<Record<string, string>>, value: number];

/**
 * What a server measures, as Prometheus reads it; of executions only those of one organization.
 * https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
 */
export async function metricsText(app: App, organizationId: string): Promise<string> {
  const { metrics, tables } = app;
  const executions = await tables
    .selectFrom("execution_links")
    .select(({ fn }) => ["state", fn.countAll().as("count")])
    .where("organization_id", "=", organizationId)
    .groupBy("state")
    .execute();
  const stages = await tables
    .selectFrom("stage_executions")
    .innerJoin("execution_links", "execution_links.execution_id", "stage_executions.execution_id")
    .select(({ fn }) => ["stage_executions.status as status", fn.countAll().as("count")])
    .where("execution_links.organization_id", "=", organizationId)
    .where("execution_links.state", "!=", "ended")
    .groupBy("stage_executions.status")
    .execute();
  const { buckets, sum } = metrics.durations;
  const lag = metrics.takeLag();
  const memory = process.memoryUsage();
  const cpu = process.cpuUsage();
  const counted = new Map(executions.map(({ state, count }) => [state, Number(count)]));
  return [
    ...family("headrace_info", "gauge", "The version that runs", [[{ version: app.options.version }, 1]]),
    ...family(
      "headrace_requests_total",
      "counter",
      "Operations asked for, by outcome",
      metrics.requests.map(({ operation, outcome, count }) => [{ operation, outcome }, count]),
    ),
    ...histogram("headrace_request_seconds", "How long operations took", { buckets, sum }),
    ...family(
      "headrace_executions",
      "gauge",
      "Executions of the organization that are kept, by state; queued is the length of the queue",
      ["queued", "running", "ended"].map((state) => [{ state }, counted.get(state) ?? 0]),
    ),
    ...family(
      "headrace_stages",
      "gauge",
      "Stages of the organization's executions that have not ended, by status",
      stages.map(({ status, count }) => [{ status }, Number(count)]),
    ),
    ...family("headrace_event_loop_lag_seconds", "gauge", "By how long work waited since the last look", [
      [{ of: "mean" }, lag.mean],
      [{ of: "p99" }, lag.p99],
      [{ of: "max" }, lag.max],
    ]),
    ...family("headrace_log_bytes", "gauge", "Bytes of all logs on the disk", [[{}, await app.logBytes()]]),
    ...family("process_resident_memory_bytes", "gauge", "Memory of the process", [[{}, memory.rss]]),
    ...family("process_heap_bytes", "gauge", "JavaScript memory in use", [[{}, memory.heapUsed]]),
    ...family("process_cpu_seconds_total", "counter", "Processor time", [[{}, (cpu.user + cpu.system) / 1e6]]),
    ...family("headrace_uptime_seconds", "gauge", "Since the server started", [[{}, metrics.uptime]]),
    "",
  ].join("\n");
}

function family(name: string, type: "counter" | "gauge", help: string, samples: readonly Sample[]): readonly string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...samples.map((sample) => line(name, sample))];
}

function histogram(
  name: string,
  help: string,
  { buckets, sum }: { readonly buckets: readonly (readonly [number, number])[]; readonly sum: number },
): readonly string[] {
  return [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} histogram`,
    ...buckets.map(([bound, count]) =>
      line(`${name}_bucket`, [{ le: bound === Number.POSITIVE_INFINITY ? "+Inf" : String(bound) }, count]),
    ),
    line(`${name}_sum`, [{}, sum]),
    line(`${name}_count`, [{}, buckets.at(-1)?.[1] ?? 0]),
  ];
}

function line(name: string, [labels, value]: Sample): string {
  const texts = Object.entries(labels).map(
    ([key, text]) => `${key}="${text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll('"', '\\"')}"`,
  );
  return `${name}${texts.length === 0 ? "" : `{${texts.join(",")}}`} ${value}`;
}
