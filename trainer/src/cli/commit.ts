// Which code fitted a model.

/** The commit of the checkout that this program runs from, `-dirty` when it was changed, or `unknown`. */
export async function codeCommit(): Promise<string> {
  const fromEnvironment = process.env["GIT_COMMIT"];
  if (fromEnvironment !== undefined && fromEnvironment !== "") return fromEnvironment;
  const git = async (...args: string[]): Promise<string | undefined> => {
    try {
      const child = Bun.spawn(["git", ...args], { cwd: import.meta.dir, stdout: "pipe", stderr: "ignore" });
      const text = await new Response(child.stdout).text();
      return (await child.exited) === 0 ? text.trim() : undefined;
    } catch {
      return undefined; // no git on this machine
    }
  };
  const commit = await git("rev-parse", "HEAD");
  if (commit === undefined) return "unknown";
  const changes = await git("status", "--porcelain", "--untracked-files=no");
  return changes === "" ? commit : `${commit}-dirty`;
}
