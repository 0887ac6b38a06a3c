import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { routes } from "@headrace/app/client";
import { expect, test } from "vitest";

const sources = join(import.meta.dirname, "../../src");
const program = readdirSync(sources, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts"))
  .map((name) => readFileSync(join(sources, name), "utf8"))
  .join("\n");

/** Asked by a name that is put together: `client.call(`approvals.${decision}`)`. */
const putTogether = /^(?:approvals\.(?:approve|reject)|pipelines\.(?:de)?activate|(?:secrets|variables)\.list)$/;

/** Operations for which no word of the command line asks, by the reason. `headrace call` asks for each of them. */
const without: Readonly<Record<string, string>> = {
  "a word asks for what holds it, and more":
    "pipelines.list-of-repository executions.list-of-repository environments.list-of-repository webhooks.list-of-repository " +
    "executions.latest pipelines.recent pipelines.logs pipelines.version artifacts.get variables.get schedules.run-now caches.clear",
  "the command line does it itself, of the file or the records that it has":
    "pipelines.export pipelines.diff pipelines.plan triggers.evaluate executions.failure-summary executions.report executions.gates stage-types.list stage-types.get",
  "a page's own reading, for what it shows at a place":
    "logs.marks artifacts.files artifacts.text artifacts.link artifacts.open-link tests.history executions.compare " +
    "executions.why-queued pipelines.versions pipelines.host-definition executions.find-run connections.hosts " +
    "repositories.metrics analytics.summary analytics.get-rates connections.collection connections.reliability " +
    "repositories.host-cache-content executions.container-log repositories.host-schedule-executions variables.effective",
  "a drawing's: text is edited where the repository is, and saved by git":
    "pipelines.file pipelines.commit pipelines.revert pipelines.restore pipelines.update",
  "stages of a run upload by themselves": "artifacts.upload",
  "a session is begun in a browser; the command line signs in by a token":
    "setup.create setup.get sessions.create sessions.create-by-link sessions.end sessions.list sessions.end-one " +
    "sessions.end-others me.change-password me.update invitations.accept",
  "set up once, on pages that explain it":
    "repositories.update connections.update connections.try connections.repositories connections.connect-repositories " +
    "environments.get-settings environments.update-settings analytics.update-rates " +
    "webhooks.list webhooks.get webhooks.update webhooks.delete webhooks.test webhooks.register webhooks.list-on-host " +
    "connections.register-webhook deliveries.list deliveries.get deliveries.redeliver channels.list channels.create " +
    "channels.get channels.update channels.delete channels.test executions.notifications executions.notify-again " +
    "executions.write-backs executions.write-back repositories.write-back templates.list templates.get templates.update " +
    "templates.delete pipelines.create-from-template pipelines.save-as-template",
  "who may do what is a thing of the organization's pages":
    "organizations.get organizations.update organizations.create organizations.delete members.list members.update " +
    "members.remove members.create-sign-in-link invitations.list invitations.create invitations.cancel role-limits.list " +
    "role-limits.set role-limits.clear roles.list teams.list teams.set teams.delete tokens.list tokens.create " +
    "tokens.revoke limits.get limits.update limits.usage audit.list audit.export repositories.host-permissions",
  "of a host of code, set up once on the repository's page":
    "repositories.host-ci repositories.set-host-ci repositories.host-runners repositories.add-host-runner " +
    "repositories.change-host-runner repositories.remove-host-runner repositories.host-ssh repositories.set-host-key-pair " +
    "repositories.remove-host-key-pair repositories.set-known-host repositories.remove-known-host " +
    "repositories.host-identity repositories.host-workflows repositories.host-workflow repositories.switch-host-workflow",
  "a definition is run where it lies: `headrace run`, or saved and triggered":
    "executions.run-inline pipelines.execute-on-host repositories.run-inline-on-host",
  "whoever runs the server does it there, or a monitor asks":
    "organization.rotate-keys system.rotate-master-key retention.plan backup.create system.health system.metrics",
};
const excused = Object.values(without).flatMap((names) => names.split(" "));

test("every operation has a word of the command line, or a reason why it has none", () => {
  const isAsked = (name: string): boolean => putTogether.test(name) || program.includes(`"${name}"`);
  const silent = Object.keys(routes).filter((name) => !isAsked(name));
  expect(silent.toSorted()).toEqual(excused.toSorted());
});
