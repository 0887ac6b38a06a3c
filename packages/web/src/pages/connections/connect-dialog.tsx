import type { OutputOf } from "@headrace/app/client";
import { useState } from "react";
import { useAction } from "../../client/use-action.ts";
import { useOperation } from "../../client/use-operation.ts";
import { FormDialog, type FormField, type FormValues } from "../../common/form-dialog.tsx";
import { givenText, textOf } from "../../common/form-values.ts";
import { type HostKind, hostTitle } from "../../common/host-title.ts";
import { Visible } from "../../common/visible.tsx";
import { AbilityTable, NeededScopes } from "./ability-table.tsx";
import styles from "./connect-dialog.module.css";
import { credentialFields, credentialsFrom, wayOf, whereMade } from "./credential-fields.ts";
import { ownerWords } from "./owner-words.ts";

type Connection = OutputOf<"connections.get">;

const kinds: readonly HostKind[] = ["bitbucket-cloud", "github", "bitbucket-data-center"];

/**
 * Connects a host of code, or gives a connection new credentials: asks for what the host wants, tries it, shows what
 * works and what is missing, and saves it then.
 */
export function ConnectDialog({
  connection,
  onDone,
  onClose,
}: {
  /** That is given new credentials; a new one is made unless said. */
  readonly connection?: Connection;
  readonly onDone: (id: string) => void;
  readonly onClose: () => void;
}) {
  const [values, setValues] = useState<FormValues>({
    kind: connection?.kind ?? kinds[0],
    "credentials.kind": connection?.credentials.kind,
    "credentials.email": connection?.credentials.identity,
    "credentials.appId": connection?.credentials.identity,
  });
  const [tried, setTried] = useState<OutputOf<"connections.try">>();
  const { data: hosts } = useOperation("connections.hosts", {});
  const attempt = useAction("connections.try", { onDone: setTried });
  const done = ({ id }: Connection): void => onDone(id);
  const create = useAction("connections.create", { onDone: done });
  const update = useAction("connections.update", { onDone: done });

  const kind = connection?.kind ?? kinds.find((each) => each === values.kind) ?? "bitbucket-cloud";
  const way = wayOf(kind, values);
  const access = {
    kind,
    owner: connection?.owner ?? textOf(values, "owner"),
    ...(connection === undefined
      ? givenText(values, "baseUrl")
      : connection.baseUrl === undefined
        ? {}
        : { baseUrl: connection.baseUrl }),
    credentials: credentialsFrom(values, way),
  };

  if (tried !== undefined) {
    const missing = tried.check.abilities.filter(({ standing }) => standing === "refused").length;
    const save = (): void => {
      const day = textOf(values, "expiresAt");
      const ends = day === "" ? {} : { expiresAt: new Date(`${day}T23:59:59`).toISOString() };
      if (connection !== undefined) {
        update.mutate({ connection: connection.id, credentials: access.credentials, ...ends });
        return;
      }
      const limit = textOf(values, "requestLimit");
      create.mutate({
        name: textOf(values, "name"),
        ...access,
        ...ends,
        ...(limit === "" ? {} : { requestLimit: Number(limit) }),
      });
    };
    return (
      <FormDialog
        key="tried"
        title={missing === 0 ? "It works" : `It works, but for ${missing === 1 ? "one thing" : `${missing} things`}`}
        button="Save"
        fields={[]}
        busy={create.isPending || update.isPending}
        problem={create.error ?? update.error}
        onSubmit={save}
        onClose={() => {
          create.reset();
          update.reset();
          setTried(undefined);
        }}
      >
        <p>
          {hostTitle(kind)} {tried.check.hostVersion} takes the token
          {tried.check.account === undefined ? (
            ""
          ) : (
            <>
              {" of "}
              <Visible>{tried.check.account}</Visible>
            </>
          )}
          . What would change something there is not tried. Nothing is saved yet.
        </p>
        <AbilityTable abilities={tried.check.abilities} />
      </FormDialog>
    );
  }

  const needed = hosts?.items
    .find((host) => host.kind === kind)
    ?.ways.find(({ credentials }) => credentials === way)?.abilities;
  const signIn = credentialFields(kind, way);
  const fields = connection === undefined ? [...placeFields(kind), ...signIn, ...laterFields] : [...signIn, expiry];
  return (
    <FormDialog
      key="asked"
      title={connection === undefined ? "Connect a host of code" : `New credentials for ${connection.name}`}
      button="Try it"
      fields={fields}
      initial={{ ...values, kind, "credentials.kind": way }}
      busy={attempt.isPending}
      problem={attempt.error}
      onChange={setValues}
      onSubmit={(entered) => {
        setValues(entered);
        attempt.mutate(access);
      }}
      onClose={onClose}
    >
      <details className={styles.needs}>
        <summary>Where to make the token, and what it needs</summary>
        <p>{whereMade(kind, way)}</p>
        {needed === undefined ? null : <NeededScopes abilities={needed} />}
      </details>
    </FormDialog>
  );
}

const expiry: FormField = {
  name: "expiresAt",
  label: "The token ends on",
  kind: "date",
  optional: true,
  hint: "Where the host does not tell, so that it is said in time",
};

const laterFields: readonly FormField[] = [
  expiry,
  {
    name: "requestLimit",
    label: "Requests an hour",
    kind: "number",
    optional: true,
    hint: "What the host allows, unless others use the same token",
  },
];

function placeFields(kind: HostKind): readonly FormField[] {
  const address: FormField =
    kind === "bitbucket-data-center"
      ? { name: "baseUrl", label: "Address", placeholder: "https://code.example.org" }
      : {
          name: "baseUrl",
          label: "Address",
          optional: true,
          hint:
            kind === "github" ? "Of an own GitHub, with /api/v3; github.com unless said" : "bitbucket.org unless said",
        };
  return [
    {
      name: "kind",
      label: "Host",
      kind: "choice",
      choices: kinds.map((value) => ({ value, label: hostTitle(value) })),
    },
    { name: "name", label: "Name", placeholder: "acme", hint: "What it is called here" },
    { name: "owner", ...ownerWords[kind] },
    address,
  ];
}
