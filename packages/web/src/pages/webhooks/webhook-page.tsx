import { Button, Switch } from "antd";
import { useState } from "react";
import { Link, useNavigate, useParams } from "react-router";
import { useAction } from "../../client/use-action.ts";
import { useMay } from "../../client/use-me.ts";
import { useOperation } from "../../client/use-operation.ts";
import { ConfirmButton } from "../../common/confirm-button.tsx";
import { CopyText } from "../../common/copy-text.tsx";
import { Facts } from "../../common/facts.tsx";
import { Page, Section } from "../../common/page.tsx";
import { ProblemNotice } from "../../common/problem-notice.tsx";
import { RelativeTime } from "../../common/relative-time.tsx";
import { ShownOnce } from "../../common/shown-once.tsx";
import { SkeletonRows } from "../../common/skeleton.tsx";
import { pagePaths } from "../../shell/page-paths.ts";
import { DeliveryList } from "./delivery-list.tsx";
import { kindWord } from "./kinds.ts";

/** One webhook with what came by it. */
export function WebhookPage() {
  const { webhook = "" } = useParams();
  const navigate = useNavigate();
  const [secret, setSecret] = useState<string>();
  const mayWrite = useMay("webhook.write");
  const { data, error, refetch } = useOperation("webhooks.get", { webhook });
  const update = useAction("webhooks.update", { onDone: (changed) => setSecret(changed.secret) });
  const test = useAction("webhooks.test", { changes: ["deliveries"] });
  const trail = <Link to={pagePaths.webhooks}>Webhooks</Link>;
  if (data === undefined) {
    return (
      <Page title="Webhook" trail={trail}>
        {error === null ? <SkeletonRows /> : <ProblemNotice problem={error} again={() => void refetch()} />}
      </Page>
    );
  }
  const problem = update.error ?? test.error;
  const actions = mayWrite ? (
    <>
      <Button loading={test.isPending} onClick={() => test.mutate({ webhook })}>
        Send a test
      </Button>
      <Button loading={update.isPending} onClick={() => update.mutate({ webhook, rotateSecret: true })}>
        New secret
      </Button>
      <ConfirmButton
        label="Remove"
        operation="webhooks.delete"
        input={{ webhook }}
        question="Remove the webhook?"
        onDone={() => void navigate(pagePaths.webhooks)}
      >
        <p>Its deliveries are removed with it. The code host's calls are refused from then on.</p>
      </ConfirmButton>
    </>
  ) : undefined;
  return (
    <Page title={`Webhook of ${kindWord(data.kind)}`} trail={trail} actions={actions}>
      {problem === null ? null : <ProblemNotice problem={problem} />}
      <Facts
        facts={[
          { name: "Address", value: <CopyText label="Address" text={data.url} /> },
          {
            name: "On",
            value: mayWrite ? (
              <Switch
                aria-label="The webhook is on"
                checked={data.enabled}
                onChange={(enabled) => update.mutate({ webhook, enabled })}
              />
            ) : data.enabled ? (
              "yes"
            ) : (
              "no"
            ),
          },
          {
            name: "Last refused",
            value:
              data.lastRefusal === undefined ? undefined : (
                <>
                  {data.lastRefusal.why}, <RelativeTime at={data.lastRefusal.at} />
                </>
              ),
          },
          { name: "Made", value: <RelativeTime at={data.createdAt} /> },
        ]}
      />
      <Section title="Deliveries">
        <DeliveryList webhook={webhook} />
      </Section>
      {secret === undefined ? null : (
        <ShownOnce title="The new secret" text={secret} onClose={() => setSecret(undefined)}>
          <p>Give it to the code host: the old one is refused. It is shown only now.</p>
        </ShownOnce>
      )}
    </Page>
  );
}
