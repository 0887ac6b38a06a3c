/** What octokit's plugins load of it, which brings no types of its own: it is the whole without Redis. */
declare module "bottleneck/light.js" {
  export { default } from "bottleneck";
}
