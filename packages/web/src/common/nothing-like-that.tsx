import { Button } from "antd";
import { EmptyState } from "./empty-state.tsx";

/** Where filters leave nothing of a list: says so, and takes them away. */
export function NothingLikeThat({ what, onClear }: { readonly what: string; readonly onClear: () => void }) {
  return (
    <EmptyState title={`No ${what} is like that`} actions={<Button onClick={onClear}>Clear the filters</Button>}>
      Look for something else, or show all.
    </EmptyState>
  );
}
