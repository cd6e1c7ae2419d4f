import '@remix-run/server-runtime';

declare module '@remix-run/server-runtime' {
  interface Future {
    /** Loader data keeps its types on the way to the page: dates stay dates. */
    v3_singleFetch: true;
  }
}
