// Listens, or says which variable names the port that cannot be had.
import { reasonOf } from "./logging.ts";

/** What `start` returns; throws an error that names the variable when it throws. */
export function listen<Server>(variable: string, start: () => Server): Server {
  try {
    return start();
  } catch (error) {
    throw new Error(`Cannot listen on ${variable}: ${reasonOf(error)}`, { cause: error });
  }
}
