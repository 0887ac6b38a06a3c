export { type CreateServerOptions, createServer } from "./create-server.ts";
