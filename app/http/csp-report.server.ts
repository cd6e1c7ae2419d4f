import type { Context } from 'hono';
import { z } from 'zod';
import { log } from './log.server.ts';

const maxBytes = 16 * 1024;
const maxReports = 10;

const text = z.string().max(2_000).optional().catch(undefined);

/** Both shapes that browsers send: `report-uri` one object, `report-to` a list. */
const older = z.object({
  'csp-report': z
    .object({
      'document-uri': text,
      'effective-directive': text,
      'violated-directive': text,
      'blocked-uri': text,
      'source-file': text,
      'line-number': z.number().optional().catch(undefined),
    })
    .transform((report) => ({
      page: report['document-uri'],
      directive: report['effective-directive'] ?? report['violated-directive'],
      blocked: report['blocked-uri'],
      source: report['source-file'],
      line: report['line-number'],
    })),
});

const newer = z.object({
  type: z.literal('csp-violation'),
  body: z
    .object({
      documentURL: text,
      effectiveDirective: text,
      blockedURL: text,
      sourceFile: text,
      lineNumber: z.number().optional().catch(undefined),
    })
    .transform((report) => ({
      page: report.documentURL,
      directive: report.effectiveDirective,
      blocked: report.blockedURL,
      source: report.sourceFile,
      line: report.lineNumber,
    })),
});

/**
 * `POST /api/csp-report`: a browser tells what the Content-Security-Policy of a page kept from happening. Anybody can
 * send one, so it is short, counted by address, and believed no further than a line of the log.
 */
export async function cspReport(c: Context): Promise<Response> {
  const length = Number(c.req.header('Content-Length') ?? Number.NaN);
  if (!(length <= maxBytes)) return c.body(null, 413);
  const body = await c.req.json().catch(() => null);
  const reports = readReports(body);
  for (const report of reports) log().warn({ report }, 'a content security policy was violated');
  return c.body(null, reports.length > 0 ? 204 : 400);
}

function readReports(body: unknown): object[] {
  const given = Array.isArray(body) ? body.slice(0, maxReports) : [body];
  return given.flatMap((one) => {
    const old = older.safeParse(one);
    if (old.success) return [old.data['csp-report']];
    const found = newer.safeParse(one);
    return found.success ? [found.data.body] : [];
  });
}
