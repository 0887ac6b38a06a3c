import { definitions } from "./definitions.ts";
import { environments } from "./environments.ts";
import { executions } from "./executions.ts";
import { notifications } from "./notifications.ts";
import { people } from "./people.ts";
import { secrets } from "./secrets.ts";
import { upkeep } from "./upkeep.ts";
import { webhooks } from "./webhooks.ts";

/**
 * The server's own tables, beside those of executions. Written for both databases: times are epoch milliseconds, ids
 * UUIDv7 text, truth is 0 or 1, JSON is text. An area comes after those that its tables refer to.
 */
export const server = [definitions, executions, secrets, environments, people, webhooks, notifications, upkeep].join(
  "",
);
