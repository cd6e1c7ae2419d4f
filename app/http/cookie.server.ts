import { createCookie } from '@remix-run/node';

/** A sentence to show once on the next page, with an optional way back. */
export interface Flash {
  message: string;
  tone?: 'done' | 'info' | 'problem';
  /** A form that undoes what was just done. */
  undo?: { action: string; fields: Record<string, string> };
}

const flashCookie = createCookie('candlefish_flash', { path: '/', httpOnly: true, sameSite: 'lax', maxAge: 60 });
const themeCookie = createCookie('candlefish_theme', { path: '/', sameSite: 'lax', maxAge: 365 * 24 * 3600 });

export type Theme = 'light' | 'dark' | 'system';

/** The `Set-Cookie` value that shows a sentence on the next page. */
export function flash(message: string, more: Omit<Flash, 'message'> = {}): Promise<string> {
  return flashCookie.serialize({ message, ...more });
}

/** The sentence that waits, and the `Set-Cookie` value that forgets it. */
export async function takeFlash(request: Request): Promise<{ flash: Flash; cookie: string } | null> {
  const waiting: unknown = await flashCookie.parse(request.headers.get('Cookie'));
  if (!isFlash(waiting)) return null;
  return { flash: waiting, cookie: await flashCookie.serialize('', { maxAge: 0 }) };
}

export async function readTheme(request: Request): Promise<Theme> {
  const theme: unknown = await themeCookie.parse(request.headers.get('Cookie'));
  return theme === 'light' || theme === 'dark' ? theme : 'system';
}

export function writeTheme(theme: Theme): Promise<string> {
  return themeCookie.serialize(theme);
}

function isFlash(value: unknown): value is Flash {
  return typeof value === 'object' && value !== null && 'message' in value && typeof value.message === 'string';
}
