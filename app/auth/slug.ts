/** Words that are, or may become, addresses of the platform itself. */
const reserved = new Set([
  'admin',
  'api',
  'app',
  'candlefish',
  'new',
  'operator',
  'settings',
  'sign-in',
  'sign-up',
  'www',
]);

/**
 * The part of a business's address made of its name: lower-case letters, digits and single hyphens, 2 to 40 long.
 * `Müller & Sons, Painting` -> `muller-sons-painting`.
 */
export function slugOf(name: string): string {
  const slug = name
    .normalize('NFKD')
    .replace(/[\u0300-\u036f'’]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replace(/^-+|-+$/g, '');
  return slug.length < 2 || reserved.has(slug) ? `business-${slug || 'new'}`.replace(/-+$/, '') : slug;
}
