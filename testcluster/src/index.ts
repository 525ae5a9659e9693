export { down } from "./down.ts";
export { importImages } from "./images.ts";
export { kubectl } from "./kubectl.ts";
export { KUBECONFIG, NODE_IP } from "./place.ts";
export { up } from "./up.ts";
