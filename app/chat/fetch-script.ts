/**
 * Fetches a part of the application when it is needed, and again after it could not be reached. A browser remembers, for as
 * long as the page stands, that a script did not come, and does not ask for it a second time; by another address it does.
 * Safari does not say which script it was: there the page must be loaded again.
 * @param load imports the part: `() => import('./part.ts')`
 * @returns the part; one that is there is not fetched again
 */
export function fetchScript<Part>(load: () => Promise<Part>): () => Promise<Part> {
  let coming: Promise<Part> | undefined;
  let attempt = 0;
  return () => {
    coming ??= load()
      .catch((problem: unknown) => {
        const address = addressIn(problem);
        if (attempt++ === 0 || !address) throw problem;
        return import(/* @vite-ignore */ `${address}?attempt=${attempt}`) as Promise<Part>;
      })
      .catch((problem: unknown) => {
        coming = undefined;
        throw problem;
      });
    return coming;
  };
}

/** Of the script that did not come: browsers end their sentence with it. */
function addressIn(problem: unknown): string | undefined {
  return /https?:\/\/\S+\.js$/.exec(problem instanceof Error ? problem.message : '')?.[0];
}
