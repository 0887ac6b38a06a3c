export * from "./permissions.ts";
export * from "./principal.ts";
export * from "./resolve-target.ts";
export * from "./role-in-scope.ts";
export * from "./roles.ts";
export * from "./scope.ts";
export * from "./token-scopes.ts";
