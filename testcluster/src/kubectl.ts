// Asks the cluster, as its admin.
import { K3S, KUBECONFIG, tool } from "./place.ts";
import { program, type ProgramOptions } from "./program.ts";

/** What kubectl wrote to stdout; throws `ProgramError`. */
export const kubectl = (args: readonly string[], options: ProgramOptions = {}): Promise<string> =>
  program(
    [...(K3S === undefined ? [tool("kubectl")] : [K3S, "kubectl"]), "--kubeconfig", KUBECONFIG, ...args],
    options,
  );
