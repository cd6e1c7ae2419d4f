/**
 * The `Content-Disposition` of a file to keep. Old clients read the plain name, so it holds letters, digits and dashes only; the
 * real name travels beside it in UTF-8 (RFC 6266).
 */
export function asDownload(name: string, extension: string): string {
  const clean =
    (name.toLowerCase().endsWith(`.${extension}`) ? name.slice(0, -extension.length - 1) : name)
      .toWellFormed()
      .replace(/[\p{Cc}\p{Cf}/\\:*?"<>|]/gu, ' ')
      .replace(/\s+/g, ' ')
      .trim()
      .slice(0, 120) || 'document';
  const plain =
    clean
      .normalize('NFKD')
      .replace(/[^\w. -]/g, '')
      .trim()
      .replace(/\s+/g, '-') || 'document';
  const encoded = encodeURIComponent(`${clean}.${extension}`).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}.${extension}"; filename*=UTF-8''${encoded}`;
}
