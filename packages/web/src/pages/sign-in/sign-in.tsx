import { useEffect, useRef } from "react";
import { useLocation } from "react-router";
import { useAction } from "../../client/use-action.ts";
import { useOperation } from "../../client/use-operation.ts";
import { ProblemNotice } from "../../common/problem-notice.tsx";
import { SkeletonText } from "../../common/skeleton.tsx";
import { EntryForm } from "./entry-form.tsx";
import { nextPage } from "./next-page.ts";
import styles from "./outside.module.css";
import { Outside } from "./outside.tsx";

/** Where everybody is let in: with a password, or by a one-time link. */
export function SignIn() {
  const { search } = useLocation();
  const code = new URLSearchParams(search).get("code") ?? "";
  return code === "" ? <WithPassword next={nextPage(search)} /> : <WithLink code={code} next={nextPage(search)} />;
}

function WithPassword({ next }: { readonly next: string }) {
  const signIn = useAction("sessions.create", { onDone: () => window.location.replace(next) });
  const { data: setup } = useOperation("setup.get", {});
  return (
    <Outside title="Sign in">
      <EntryForm
        fields={[
          { name: "email", label: "E-mail", type: "email", autoComplete: "username" },
          { name: "password", label: "Password", type: "password", autoComplete: "current-password" },
        ]}
        button="Sign in"
        busy={signIn.isPending || signIn.isSuccess}
        problem={signIn.error}
        onSubmit={({ email = "", password = "" }) => signIn.mutate({ email, password })}
      />
      <p className={styles.quiet}>
        {setup?.waiting === true
          ? "Nobody uses this server yet. The terminal that started it shows the link for its first owner."
          : "No account yet, or no password? An owner of your organization can send you a link."}
      </p>
    </Outside>
  );
}

/** The page itself hands the code in, so that nothing that only looks at links uses it up. */
function WithLink({ code, next }: { readonly code: string; readonly next: string }) {
  const signIn = useAction("sessions.create-by-link", { onDone: () => window.location.replace(next) });
  const begun = useRef(false);
  const { mutate } = signIn;
  useEffect(() => {
    if (begun.current) return;
    begun.current = true;
    mutate({ code });
  }, [code, mutate]);
  if (signIn.error === null) {
    return (
      <Outside title="Signing in">
        <SkeletonText width={24} />
      </Outside>
    );
  }
  return (
    <Outside title="This link does not let you in">
      <ProblemNotice problem={signIn.error} />
      <a href="/sign-in">Sign in with a password</a>
    </Outside>
  );
}
