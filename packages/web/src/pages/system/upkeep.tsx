import { ConfirmButton } from "../../common/confirm-button.tsx";
import { CopyText } from "../../common/copy-text.tsx";
import { Facts } from "../../common/facts.tsx";
import { Section } from "../../common/page.tsx";

/** What an owner does from time to time, so that nothing is lost or stays sealed with an old key. */
export function Upkeep() {
  return (
    <Section title="Upkeep">
      <Facts
        facts={[
          {
            name: "Backup",
            value: (
              <>
                <CopyText label="The command that makes a backup" text="headrace backup headrace.tar.zst" />
                On the server, while it works. Keep the master key apart: it is not in the backup.
              </>
            ),
          },
          {
            name: "Key of the organization",
            value: (
              <ConfirmButton
                small
                label="Replace"
                operation="organization.rotate-keys"
                input={{}}
                question="Replace the key of the organization?"
              >
                <p>Every secret is sealed anew. Pipelines go on, and no value changes.</p>
              </ConfirmButton>
            ),
          },
          {
            name: "Master key",
            value: (
              <ConfirmButton
                small
                label="Replace"
                operation="system.rotate-master-key"
                input={{}}
                question="Replace the master key?"
              >
                <p>Copy the new key from the data directory afterwards: older backups still need the old one.</p>
              </ConfirmButton>
            ),
          },
        ]}
      />
    </Section>
  );
}
