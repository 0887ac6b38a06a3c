export interface UserTable {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  /** A time in the database's own form; to be compared only. */
  readonly createdAt: unknown;
}

export interface OrganizationTable {
  readonly id: string;
  readonly name: string;
  readonly slug: string;
}

export interface MemberTable {
  readonly id: string;
  readonly organizationId: string;
  readonly userId: string;
  readonly role: string;
}

export interface SessionTable {
  readonly id: string;
  readonly userId: string;
  /** A hash of what the cookie holds. */
  readonly token: string;
  /** As are other times of better-auth's, ISO 8601 in SQLite. */
  readonly expiresAt: string | Date;
  readonly updatedAt: string | Date;
}

export interface TeamsTable {
  readonly id: string;
  readonly organization_id: string;
  readonly name: string;
  readonly created_at: number;
}

export interface TeamMembersTable {
  readonly team_id: string;
  readonly user_id: string;
}

export interface InvitationsTable {
  readonly id: string;
  readonly organization_id: string;
  readonly email: string;
  readonly role: string;
  readonly code_hash: string;
  readonly invited_by: string;
  readonly created_at: number;
  readonly expires_at: number;
}

export interface RoleLimitsTable {
  readonly organization_id: string;
  readonly user_id: string;
  readonly scope: string;
  readonly scope_id: string;
  readonly role: string;
}

export interface TokensTable {
  readonly id: string;
  readonly organization_id: string;
  readonly user_id: string;
  readonly name: string;
  readonly prefix: string;
  readonly hash: string;
  readonly scopes: string;
  readonly repositories: string | null;
  readonly created_at: number;
  readonly expires_at: number | null;
  readonly last_used_at: number | null;
  readonly revoked_at: number | null;
}
