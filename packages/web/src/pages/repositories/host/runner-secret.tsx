import type { OutputOf } from "@headrace/app/client";
import { ShownOnce } from "../../../common/shown-once.tsx";

/** What the machine's program signs in with. Atlassian's page of runners says how the program is started with it. */
export function RunnerSecret({
  runner: { id, name, clientId, clientSecret },
  onClose,
}: {
  readonly runner: OutputOf<"repositories.add-host-runner">;
  readonly onClose: () => void;
}) {
  return (
    <ShownOnce title={`The secret of ${name}`} text={clientSecret} onClose={onClose}>
      <p>Give it to the program on the machine as OAUTH_CLIENT_SECRET. It is shown only now.</p>
      <p>
        With it go OAUTH_CLIENT_ID <code>{clientId}</code> and RUNNER_UUID <code>{id}</code>.
      </p>
    </ShownOnce>
  );
}
