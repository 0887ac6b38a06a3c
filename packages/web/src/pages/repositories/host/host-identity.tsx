import { useOperation } from "../../../client/use-operation.ts";
import { CopyText } from "../../../common/copy-text.tsx";
import { Facts } from "../../../common/facts.tsx";
import { ProblemNotice } from "../../../common/problem-notice.tsx";
import { SkeletonRows } from "../../../common/skeleton.tsx";
import { HostSection } from "./host-section.tsx";
import { freshFor, type Host } from "./use-host.ts";

/** By what a cloud believes runs on the host, so that they need no stored secret. */
export function HostIdentity({ host }: { readonly host: Host }) {
  const { data, error } = useOperation(
    "repositories.host-identity",
    { repository: host.repository.id },
    { enabled: host.why("identity.read") === undefined, freshFor },
  );
  return (
    <HostSection
      title="Identity"
      host={host}
      reads="identity.read"
      note="a cloud that trusts this issuer believes runs there by OpenID Connect: nothing secret has to be stored for it"
    >
      {error === null ? null : <ProblemNotice problem={error} />}
      {data === undefined ? (
        error === null ? (
          <SkeletonRows rows={2} />
        ) : null
      ) : (
        <>
          <CopyText text={data.issuer} label="Issuer" />
          <Facts
            facts={[
              { name: "Claims", value: data.claims.join(", ") },
              {
                name: "Keys",
                value: data.keys.map(({ id, algorithm = "" }) => `${id} ${algorithm}`.trim()).join(", "),
              },
            ]}
          />
        </>
      )}
    </HostSection>
  );
}
