// Ends containers as a machine that dies would: without asking.
import { kubectl } from "./kubectl.ts";
import { ctr } from "./node.ts";
import { succeeds } from "./program.ts";

/** Kills the containers of the pods with a label, those that run; the node starts them again. */
export async function killContainers(namespace: string, selector: string): Promise<void> {
  const ids = await kubectl([
    "get",
    "pods",
    `--namespace=${namespace}`,
    `--selector=${selector}`,
    "--output=jsonpath={.items[*].status.containerStatuses[*].containerID}",
  ]);
  for (const id of ids.split(" ").filter((one) => one !== ""))
    await succeeds(ctr("tasks", "kill", "--signal", "SIGKILL", id.replace("containerd://", "")));
}
