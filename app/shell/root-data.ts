import { useRouteLoaderData } from '@remix-run/react';
import type { loader } from '../root.tsx';

/** What the root knows, for whatever stands around a page: the theme, and what is to be said once. */
export function useRootData() {
  return (
    useRouteLoaderData<typeof loader>('root') ?? {
      theme: 'system' as const,
      flash: null,
      kept: null,
      csrf: '',
      standIn: null,
    }
  );
}
