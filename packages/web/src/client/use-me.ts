import type { OutputOf } from "@headrace/app/client";
import { useMemo } from "react";
import { useServer } from "./server-provider.tsx";
import { useOperation } from "./use-operation.ts";

export type Me = OutputOf<"me.get">;
export type Membership = Me["organizations"][number];
export type Permission = Membership["permissions"][number];

/** Who is signed in, and the organization that is looked at. */
export interface Viewer {
  readonly me: Me;
  readonly membership: Membership | undefined;
  /** Whether they may, where nothing narrows it for one repository or pipeline: the server decides in the end. */
  readonly may: (permission: Permission) => boolean;
}

/** Undefined until it is known. */
export function useViewer(): Viewer | undefined {
  const { organization } = useServer();
  const { data: me } = useOperation("me.get", {});
  return useMemo(() => {
    if (me === undefined) return undefined;
    const membership = me.organizations.find(({ id }) => id === organization) ?? me.organizations[0];
    return { me, membership, may: (permission) => membership?.permissions.includes(permission) ?? false };
  }, [me, organization]);
}

/** Whether they may; false until it is known. */
export function useMay(permission: Permission): boolean {
  return useViewer()?.may(permission) ?? false;
}
