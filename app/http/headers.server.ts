/** Where browsers tell what the policy kept from happening. */
const reportPath = '/api/csp-report';

/** What no page of ours asks a browser for: whoever gets a script into one does not either. */
const deniedFeatures = [
  'accelerometer',
  'camera',
  'display-capture',
  'geolocation',
  'gyroscope',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'serial',
  'usb',
  'browsing-topics',
];

/**
 * What every response tells the browser. The policy allows our own files and scripts that carry this response's nonce;
 * images may be data: or blob: because signatures and charts are drawn in the page.
 */
export function securityHeaders(nonce: string, secure: boolean): Record<string, string> {
  return {
    'Content-Security-Policy': [
      "default-src 'self'",
      `script-src 'self' 'nonce-${nonce}'`,
      "style-src 'self'",
      "style-src-attr 'none'",
      "img-src 'self' data: blob:",
      "font-src 'self'",
      "connect-src 'self'",
      "worker-src 'self'",
      "object-src 'none'",
      "base-uri 'none'",
      "form-action 'self'",
      "frame-ancestors 'none'",
      ...(secure ? ['upgrade-insecure-requests'] : []),
      // The older way to tell of a violation, and the newer, which names an endpoint.
      `report-uri ${reportPath}`,
      'report-to csp',
    ].join('; '),
    'Reporting-Endpoints': `csp="${reportPath}"`,
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'same-origin',
    'X-Frame-Options': 'DENY',
    'Permissions-Policy': deniedFeatures.map((feature) => `${feature}=()`).join(', '),
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    ...(secure ? { 'Strict-Transport-Security': 'max-age=31536000; includeSubDomains' } : {}),
  };
}

/**
 * True when a request that changes something comes from our own pages. Browsers that say `Sec-Fetch-Site` are believed;
 * otherwise the Origin must name the host that was asked. A client that sends neither is no browser and holds no cookie
 * of a victim.
 */
export function isSameOrigin(request: Request): boolean {
  const site = request.headers.get('Sec-Fetch-Site');
  if (site) return site === 'same-origin' || site === 'none';
  const origin = request.headers.get('Origin');
  if (!origin) return true;
  return (
    URL.canParse(origin) &&
    new URL(origin).host === (request.headers.get('X-Forwarded-Host') ?? request.headers.get('Host'))
  );
}
