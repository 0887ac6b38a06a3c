import { useState } from "react";
import { useMay } from "../../../client/use-me.ts";
import { useOperation } from "../../../client/use-operation.ts";
import type { ItemOf } from "../../../client/use-pages.ts";
import { EmptyState } from "../../../common/empty-state.tsx";
import { FilterBar, SearchFilter } from "../../../common/filter-bar.tsx";
import { formatBytes } from "../../../common/format-bytes.ts";
import { holds } from "../../../common/holds.ts";
import { NothingLikeThat } from "../../../common/nothing-like-that.tsx";
import { ProblemNotice } from "../../../common/problem-notice.tsx";
import { RelativeTime } from "../../../common/relative-time.tsx";
import { SkeletonRows } from "../../../common/skeleton.tsx";
import { useFilters } from "../../../common/use-filters.ts";
import { Visible } from "../../../common/visible.tsx";
import { type Host, useHost } from "../../repositories/host/use-host.ts";
import type { WatchedExecution } from "../use-execution.ts";
import { ArtifactPreview } from "./artifact-preview.tsx";
import { ArtifactToHost } from "./artifact-to-host.tsx";
import { HostArtifacts } from "./host-artifacts.tsx";
import styles from "./parts.module.css";

type Artifact = ItemOf<"artifacts.list">;

/** Files that are listed at once; the rest is in the archive. */
const mostFiles = 500;

/** What the stages kept, with a look into it. */
export function ArtifactsPart({ watched: { detail, ended } }: { readonly watched: WatchedExecution }) {
  const [{ search }, change] = useFilters(["search"]);
  const { data, error, refetch } = useOperation(
    "artifacts.list",
    { execution: detail.id },
    ended ? {} : { every: 5_000 },
  );
  const host = useDownloadsHost(detail.repositoryId);
  if (data === undefined) {
    return error === null ? <SkeletonRows /> : <ProblemNotice problem={error} again={() => void refetch()} />;
  }
  const { items, onHost } = data;
  const there = onHost?.items ?? [];
  if (items.length === 0 && there.length === 0 && onHost?.problem === undefined) {
    return (
      <EmptyState title="No artifacts">
        What a stage names under <code>artifacts</code> is kept and can be looked at and downloaded here.
      </EmptyState>
    );
  }
  const shown = items.filter(({ name, instance = "" }) => holds([name, instance], search));
  const shownThere = there.filter(({ name }) => holds([name], search));
  const isNothing = shown.length + shownThere.length === 0 && items.length + there.length > 0;
  return (
    <>
      <FilterBar>
        <SearchFilter label="Name or stage" value={search} onChange={(next) => change({ search: next })} />
      </FilterBar>
      {isNothing ? (
        <NothingLikeThat what="artifact" onClear={() => change({ search: "" })} />
      ) : (
        <ul className={styles.artifacts}>
          {shown.map((artifact) => (
            <ArtifactRow key={artifact.id} artifact={artifact} host={host} />
          ))}
        </ul>
      )}
      {onHost === undefined ? null : <HostArtifacts execution={detail.id} onHost={{ ...onHost, items: shownThere }} />}
    </>
  );
}

/** Where artifacts can be put beside the repository; undefined on hosts that have no such place, and for who may not. */
function useDownloadsHost(repository: string): Host | undefined {
  const mayWrite = useMay("repository.write");
  const { data } = useOperation("repositories.get", { repository }, { enabled: mayWrite });
  const host = useHost(data);
  return host?.has("downloads.write") === true ? host : undefined;
}

function ArtifactRow({ artifact, host }: { readonly artifact: Artifact; readonly host: Host | undefined }) {
  const [open, setOpen] = useState(false);
  const { id, name, instance, size, files, createdAt, expiresAt } = artifact;
  return (
    <li>
      <div className={styles.artifact}>
        <button type="button" className={styles.fold} aria-expanded={open} onClick={() => setOpen(!open)}>
          <span aria-hidden="true">{open ? "▾" : "▸"}</span>
          <Visible>{name}</Visible>
        </button>
        <span className={styles.quiet}>
          {instance === undefined ? "uploaded" : <Visible>{instance}</Visible>}, {files.toLocaleString()}{" "}
          {files === 1 ? "file" : "files"}, {formatBytes(size)}, <RelativeTime at={createdAt} />
          {expiresAt === undefined ? null : (
            <>
              , goes <RelativeTime at={expiresAt} coming />
            </>
          )}
        </span>
        <span className={styles.right}>
          {host === undefined ? null : <ArtifactToHost artifact={artifact} host={host} />}
          <a href={`/api/v1/artifacts/${id}/content`} download>
            Download
          </a>
        </span>
      </div>
      {open ? <ArtifactFiles artifact={id} /> : null}
    </li>
  );
}

function ArtifactFiles({ artifact }: { readonly artifact: string }) {
  const { data, error } = useOperation("artifacts.files", { artifact });
  const [path, setPath] = useState<string | undefined>(undefined);
  if (error !== null) return <ProblemNotice problem={error} />;
  if (data === undefined) return <SkeletonRows rows={2} />;
  const files = data.items.filter(({ kind }) => kind !== "directory");
  return (
    <div className={styles.files}>
      <ul>
        {files.slice(0, mostFiles).map((file) => (
          <li key={file.path}>
            {file.kind === "link" ? (
              <span className={styles.name}>
                <Visible>{`${file.path} → ${file.target ?? ""}`}</Visible>
              </span>
            ) : (
              <button
                type="button"
                className={styles.name}
                aria-pressed={path === file.path}
                onClick={() => setPath(path === file.path ? undefined : file.path)}
              >
                <Visible>{file.path}</Visible>
              </button>
            )}
            <span className={styles.quiet}>{formatBytes(file.size)}</span>
            {file.kind === "link" ? null : (
              <a href={`/api/v1/artifacts/${artifact}/content?${new URLSearchParams({ path: file.path })}`} download>
                Download
              </a>
            )}
          </li>
        ))}
      </ul>
      {data.more || files.length > mostFiles ? (
        <p className={styles.quiet}>There are more; the archive has all of them.</p>
      ) : null}
      {path === undefined ? null : (
        <ArtifactPreview
          key={path}
          artifact={artifact}
          path={path}
          size={files.find((file) => file.path === path)?.size ?? 0}
        />
      )}
    </div>
  );
}
