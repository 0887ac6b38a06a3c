import { link as url, userAnswer } from "./answers.ts";
import { missing, type Question, type Reply, type Route, refuse } from "./reply.ts";
import type { Schemas } from "./vendor-types.ts";
import type { App, AppInstallation, World } from "./world.ts";

// What an app asks of itself, signed by its own key. The document at hand does not tell of it: the answers have the
// types of the vendor's whole one.

const dates = { created_at: "2026-01-01T00:00:00Z", updated_at: "2026-01-01T00:00:00Z" };

export const appRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/app",
    reply: asApp((app) => ({ status: 200, json: appAnswer(app) })),
  },
  {
    method: "GET",
    path: "/users/{username}/installation",
    reply: asApp((app, { params: { username = "" } }) => {
      const installation = app.installations.get(username);
      return installation === undefined
        ? missing
        : { status: 200, json: installationAnswer(app, username, installation) };
    }),
  },
  {
    method: "POST",
    path: "/app/installations/{installation_id}/access_tokens",
    reply: asApp((app, { params }, world) => {
      const installation = [...app.installations.values()].find(({ id }) => String(id) === params.installation_id);
      return installation === undefined ? missing : { status: 201, json: tokenAnswer(world, installation) };
    }),
  },
];

function asApp(reply: (app: App, question: Question, world: World) => Reply): Route["reply"] {
  return (world, question) => {
    const { signer } = question;
    return signer.kind === "app"
      ? reply(signer.app, question, world)
      : refuse(401, "A JSON web token could not be decoded");
  };
}

/** Begins one that lasts an hour. */
function tokenAnswer(world: World, installation: AppInstallation) {
  const token = `ghs_${installation.id}_${world.issued.size + 1}`;
  const until = world.now + 3_600_000;
  world.issued.set(token, { installation, until });
  const { permissions } = installation;
  const told = { permissions, repository_selection: "all" } as const;
  return { token, expires_at: new Date(until).toISOString(), ...told } satisfies Schemas["installation-token"];
}

function appAnswer({ slug }: App) {
  return {
    id: 1,
    slug,
    node_id: "A1",
    owner: userAnswer("acme"),
    name: slug,
    description: null,
    external_url: url,
    html_url: url,
    permissions: {},
    events: [],
    ...dates,
  } satisfies Schemas["integration"];
}

function installationAnswer({ slug }: App, owner: string, { id, permissions }: AppInstallation) {
  return {
    id,
    account: userAnswer(owner),
    repository_selection: "all",
    access_tokens_url: url,
    repositories_url: url,
    html_url: url,
    app_id: 1,
    target_id: 1,
    target_type: "Organization",
    permissions,
    events: [],
    single_file_name: null,
    app_slug: slug,
    suspended_by: null,
    suspended_at: null,
    ...dates,
  } satisfies Schemas["installation"];
}
