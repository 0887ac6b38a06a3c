/** Addresses of pages about one thing. */
export const pathTo = {
  execution: (id: string): string => `/executions/${encodeURIComponent(id)}`,
  pipeline: (id: string): string => `/pipelines/${encodeURIComponent(id)}`,
  designer: (id: string): string => `/pipelines/${encodeURIComponent(id)}/edit`,
  repository: (id: string): string => `/repositories/${encodeURIComponent(id)}`,
  connection: (id: string): string => `/connections/${encodeURIComponent(id)}`,
  environment: (id: string): string => `/environments/${encodeURIComponent(id)}`,
  webhook: (id: string): string => `/webhooks/${encodeURIComponent(id)}`,
} as const;
