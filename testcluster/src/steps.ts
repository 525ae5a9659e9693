// Tells how long each step of something took.

/** Makes what does a step and then writes its name and its seconds. A step that fails is not written. */
export const stepsTo =
  (write: (line: string) => void) =>
  async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const began = performance.now();
    const made = await work();
    write(`${((performance.now() - began) / 1000).toFixed(1).padStart(6)} s  ${name}`);
    return made;
  };
