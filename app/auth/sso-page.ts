/** Where people of a business sign in with the provider that it brings. `again`: it is to ask them anew. */
export function ssoPage(slug: string, to: { next?: string; again?: boolean } = {}): string {
  const query = new URLSearchParams({ ...(to.next && { next: to.next }), ...(to.again && { again: 'on' }) }).toString();
  return `/sign-in/business/${slug}${query && `?${query}`}`;
}
