// Tells an address that does not exist from one that takes other methods.

interface Route {
  readonly method: string;
  readonly path: string;
}

/** Gives the methods that some route takes at a path, sorted; empty when there is no such path. */
export function allowedMethods(routes: readonly Route[]): (path: string) => string[] {
  const patterns = routes.map(({ method, path }) => {
    // Only a segment that begins with a colon is a parameter: `items:batch` is a name.
    const segments = path
      .split("/")
      .map((segment) => (segment.startsWith(":") ? "[^/]+" : RegExp.escape(segment)));
    return { method, pattern: new RegExp(`^${segments.join("/")}/?$`) };
  });
  return (path) => {
    const methods = patterns.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method);
    // The framework answers HEAD wherever it answers GET.
    return [...new Set(methods.includes("GET") ? ["HEAD", ...methods] : methods)].toSorted();
  };
}
