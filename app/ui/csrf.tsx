import { createContext, useContext } from 'react';

/** The token of this browser's forms: the root's loader knows it. */
export const CsrfContext = createContext('');

/** The token itself, for what is sent without a form. */
export function useCsrf(): string {
  return useContext(CsrfContext);
}

/** Says that a form comes from a page of ours. Our own Form has it; a bare `<form method="post">` needs it. */
export function CsrfField() {
  return <input type="hidden" name="_csrf" value={useCsrf()} />;
}

/** The same for what a script sends by itself, as headers. */
export function csrfHeaders(): Record<string, string> {
  const token = document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content;
  return token ? { 'X-CSRF-Token': token } : {};
}
