/** The beginning of a commit's id, and the whole of it where the pointer rests. */
export function Commit({ id }: { readonly id: string }) {
  return <code title={id}>{id.slice(0, 10)}</code>;
}
