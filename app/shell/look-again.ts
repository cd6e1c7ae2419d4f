import { useRevalidator } from '@remix-run/react';
import { useEffect } from 'react';

const everyMs = 2_000;

/** While something goes on at the server, the page looks again every two seconds. */
export function useLookAgain(isBusy: boolean): void {
  const { revalidate } = useRevalidator();
  useEffect(() => {
    if (!isBusy) return;
    const timer = setInterval(revalidate, everyMs);
    return () => clearInterval(timer);
  }, [isBusy, revalidate]);
}
