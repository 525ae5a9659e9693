// Keeps what a program writes to itself.

/** Permissions that new files and folders never get: those of other users. */
const FOR_OTHERS = 0o077;

/** What this process and those that it starts create from now on, its owner alone can read and write. */
export const keepFilesPrivate = (): void => void process.umask(FOR_OTHERS);
