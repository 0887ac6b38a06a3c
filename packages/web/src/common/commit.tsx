import { Visible } from "./visible.tsx";

/** The beginning of a commit's id, and the whole of it where the pointer rests. Nothing where there is none. */
export function Commit({ id }: { readonly id: string }) {
  return id === "" ? null : <code title={id}>{id.slice(0, 10)}</code>;
}

/** `3f2a91c04e on main`; a folder without Git has neither, which is said. */
export function CommitOn({ commit, branch }: { readonly commit: string; readonly branch: string }) {
  if (commit === "" && branch === "") return "none: the folder is not under Git";
  return (
    <>
      <Commit id={commit} />
      {branch === "" ? null : (
        <>
          {" "}
          on <Visible>{branch}</Visible>
        </>
      )}
    </>
  );
}
