import { Button } from "antd";
import { Link, useLocation } from "react-router";
import { useAction } from "../../client/use-action.ts";
import { useOperation } from "../../client/use-operation.ts";
import { ProblemNotice } from "../../common/problem-notice.tsx";
import { pagePaths } from "../../shell/page-paths.ts";
import { EntryForm } from "./entry-form.tsx";
import { Outside } from "./outside.tsx";

/** For who was invited: with an account they join as themselves, without one they make it. */
export function Invitation() {
  const { pathname, search } = useLocation();
  const code = new URLSearchParams(search).get("code") ?? "";
  const { data: me, error } = useOperation("me.get", {});
  const accept = useAction("invitations.accept", { onDone: () => window.location.replace(pagePaths.overview) });
  const busy = accept.isPending || accept.isSuccess;
  if (me !== undefined) {
    return (
      <Outside title="You are invited">
        <p>Join the organization as {me.name}.</p>
        {accept.error === null ? null : <ProblemNotice problem={accept.error} />}
        <Button type="primary" loading={busy} onClick={() => accept.mutate({ code })}>
          Join
        </Button>
      </Outside>
    );
  }
  if (error === null) return null;
  const signIn = `${pagePaths.signIn}?next=${encodeURIComponent(pathname + search)}`;
  return (
    <Outside title="You are invited">
      <p>
        Make an account to join the organization. If you have one already, <Link to={signIn}>sign in first</Link>.
      </p>
      <EntryForm
        fields={[
          { name: "name", label: "Your name", autoComplete: "name" },
          {
            name: "password",
            label: "Password",
            type: "password",
            autoComplete: "new-password",
            hint: "At least 10 characters",
          },
        ]}
        button="Join"
        busy={busy}
        problem={accept.error}
        onSubmit={({ name = "", password = "" }) => accept.mutate({ code, name, password })}
      />
    </Outside>
  );
}
