// The file of the repository that names the model: flux/apps/release/model.yaml.

export const MODEL_FILE = "flux/apps/release/model.yaml";

export interface NamedModel {
  readonly version: string;
  readonly digest: string;
}

/** The file with another model, everything else as it was. Throws when it is not the file that is known here. */
export function withModel(text: string, { version, digest }: NamedModel): string {
  return replaced(replaced(text, "MODEL_VERSION", JSON.stringify(version)), "MODEL_DIGEST", digest);
}

/** The version that the file names, `none` before the first model. Throws when it is not the file that is known here. */
export function modelVersionIn(text: string): string {
  const found = text.match(valueOf("MODEL_VERSION"));
  if (found === null) throw notKnown("MODEL_VERSION");
  return found[0].split("value:")[1]!.trim().replaceAll('"', "");
}

const valueOf = (name: string): RegExp => new RegExp(`(- name: ${name}\\n\\s+value: ).*`, "g");
const notKnown = (name: string): Error =>
  new Error(`${MODEL_FILE} gives ${name} no value: is it as Aisle has it?`);

function replaced(text: string, name: string, value: string): string {
  if (!valueOf(name).test(text)) throw notKnown(name);
  return text.replaceAll(valueOf(name), `$1${value}`);
}
