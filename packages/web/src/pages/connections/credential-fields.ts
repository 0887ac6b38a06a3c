import type { InputOf } from "@headrace/app/client";
import type { FormField, FormValues } from "../../common/form-dialog.tsx";
import { textOf } from "../../common/form-values.ts";
import type { HostKind } from "../../common/host-title.ts";

type Credentials = InputOf<"connections.create">["credentials"];
export type Way = Credentials["kind"];

/** Ways to sign in, as each host calls them. */
export const wayWords: Readonly<Record<HostKind, Partial<Readonly<Record<Way, string>>>>> = {
  "bitbucket-cloud": {
    "api-token": "An Atlassian account's API token",
    "access-token": "An access token of the workspace, a project or a repository",
    oauth: "An OAuth consumer of the workspace",
  },
  github: {
    "access-token": "A fine-grained personal access token",
    app: "A GitHub App, with a user's token or without",
  },
  "bitbucket-data-center": { "access-token": "An HTTP access token" },
};

/** Where it is made. */
export function whereMade(kind: HostKind, way: Way): string {
  if (way === "app") {
    return "On GitHub: the organization's settings, Developer settings, GitHub Apps. Generate a private key there, and install the app. Approving deployments needs a user's token besides.";
  }
  if (kind === "github") return "On GitHub: Settings, Developer settings, Personal access tokens, Fine-grained tokens.";
  if (kind === "bitbucket-data-center") return "On the host: your account, Manage account, HTTP access tokens.";
  switch (way) {
    case "api-token":
      return "At id.atlassian.com: Security, Create API token with scopes, for the app Bitbucket. App passwords are taken no more.";
    case "access-token":
      return "On Bitbucket: the settings of the workspace, the project or the repository, Access tokens.";
    case "oauth":
      return "On Bitbucket: the workspace's settings, OAuth consumers; it has to be a private consumer.";
    default:
      return way satisfies never;
  }
}

/** What is asked for, by the way to sign in. */
export function credentialFields(kind: HostKind, way: Way): readonly FormField[] {
  const ways = Object.entries(wayWords[kind]).map(([value, label]) => ({ value, label }));
  const choice: readonly FormField[] =
    ways.length < 2 ? [] : [{ name: "credentials.kind", label: "Sign in by", kind: "choice", choices: ways }];
  const token: FormField = {
    name: "credentials.token",
    label: "Token",
    kind: "password",
    hint: "Sealed when it is saved, and never shown again",
  };
  switch (way) {
    case "api-token":
      return [...choice, { name: "credentials.email", label: "E-mail of the Atlassian account" }, token];
    case "access-token":
      return [...choice, token];
    case "app":
      return [
        ...choice,
        { name: "credentials.appId", label: "App ID or client ID" },
        {
          name: "credentials.privateKey",
          label: "Private key",
          kind: "long",
          placeholder: "-----BEGIN RSA PRIVATE KEY-----",
          hint: "The whole file. Sealed when it is saved, and never shown again",
        },
        {
          name: "credentials.installationId",
          label: "Installation",
          optional: true,
          hint: "That of the owner unless said",
        },
        {
          ...token,
          label: "A user's token",
          optional: true,
          hint: "For what no app may do, such as approving deployments",
        },
      ];
    case "oauth":
      return [
        ...choice,
        { name: "credentials.clientId", label: "Key" },
        { ...token, name: "credentials.clientSecret", label: "Secret" },
      ];
    default:
      return way satisfies never;
  }
}

export function credentialsFrom(values: FormValues, way: Way): Credentials {
  const text = (name: string): string => textOf(values, `credentials.${name}`);
  switch (way) {
    case "api-token":
      return { kind: way, email: text("email"), token: text("token") };
    case "access-token":
      return { kind: way, token: text("token") };
    case "app": {
      const [installationId, token] = [text("installationId"), text("token")];
      return {
        kind: way,
        appId: text("appId"),
        privateKey: text("privateKey"),
        ...(installationId === "" ? {} : { installationId }),
        ...(token === "" ? {} : { token }),
      };
    }
    case "oauth":
      return { kind: way, clientId: text("clientId"), clientSecret: text("clientSecret") };
    default:
      return way satisfies never;
  }
}

const ways: readonly Way[] = ["api-token", "access-token", "oauth", "app"];

/** The one that was chosen where the host has it, else the usual one. */
export function wayOf(kind: HostKind, values: FormValues): Way {
  const chosen = textOf(values, "credentials.kind");
  const known = ways.filter((each) => wayWords[kind][each] !== undefined);
  return known.find((each) => each === chosen) ?? known[0] ?? "access-token";
}
