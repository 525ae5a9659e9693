export { down } from "./down.ts";
export { follow } from "./follow.ts";
export { type Delivery, startGit } from "./git.ts";
export { importImages } from "./images.ts";
export { kubectl } from "./kubectl.ts";
export { KUBECONFIG, NODE_IP } from "./place.ts";
export { up } from "./up.ts";
