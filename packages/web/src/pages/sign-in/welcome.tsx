import { Link, useLocation } from "react-router";
import { useAction } from "../../client/use-action.ts";
import { useOperation } from "../../client/use-operation.ts";
import { pagePaths } from "../../shell/page-paths.ts";
import { EntryForm } from "./entry-form.tsx";
import { Outside } from "./outside.tsx";

/** For the first owner, by the link that the terminal shows. */
export function Welcome() {
  const { search } = useLocation();
  const code = new URLSearchParams(search).get("code") ?? "";
  const { data: setup } = useOperation("setup.get", {});
  const create = useAction("setup.create", { onDone: () => window.location.replace(pagePaths.start) });
  if (setup?.waiting === false && !create.isSuccess) {
    return (
      <Outside title="This server has an owner already">
        <p>
          <Link to={pagePaths.signIn}>Sign in</Link>, or ask an owner to invite you.
        </p>
      </Outside>
    );
  }
  return (
    <Outside title="Welcome to Headrace">
      <p>Nobody uses this server yet. The account that you make here owns it, and can invite others.</p>
      <EntryForm
        fields={[
          { name: "name", label: "Your name", autoComplete: "name" },
          { name: "email", label: "E-mail", type: "email", autoComplete: "username" },
          {
            name: "password",
            label: "Password",
            type: "password",
            autoComplete: "new-password",
            hint: "At least 10 characters",
          },
          { name: "organization", label: "Organization", autoComplete: "organization" },
        ]}
        button="Create the account"
        busy={create.isPending || create.isSuccess}
        problem={create.error}
        onSubmit={({ name = "", email = "", password = "", organization = "" }) =>
          create.mutate({ code, name, email, password, organization })
        }
      />
    </Outside>
  );
}
