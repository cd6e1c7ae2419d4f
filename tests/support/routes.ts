import { join, relative } from 'node:path';
import type { RouteConfigEntry } from '@remix-run/route-config';
import table from '#app/routes.ts';
import type { Gate } from '#app/tenancy/gate.server.ts';

export interface Door {
  /** The URL pattern, such as `/t/:tenant/paintbox/estimates/:estimate`. */
  pattern: string;
  file: string;
  kind: 'loader' | 'action';
  /** The intent of a form with several actions. */
  intent?: string;
  gate: Gate | undefined;
}

/** Every loader and action of the application, read from the route table and the modules that it names. */
export async function allDoors(): Promise<Door[]> {
  const routes = flatten(await (table as unknown as RouteConfigEntry[]), '');
  const doors = await Promise.all(routes.map(doorsOf));
  return doors.flat();
}

/** The patterns of all pages that draw something, without what only development serves. */
export async function allPages(): Promise<string[]> {
  const routes = flatten(await (table as unknown as RouteConfigEntry[]), '').filter(
    ({ pattern }) => pattern !== '/design',
  );
  const drawn = await Promise.all(
    routes.map(async ({ pattern, file }) => {
      const module: { default?: unknown } = await import(join(process.cwd(), file));
      return module.default ? pattern : null;
    }),
  );
  return [...new Set(drawn.filter((pattern) => pattern !== null))];
}

function flatten(entries: RouteConfigEntry[], prefix: string): { pattern: string; file: string }[] {
  return entries.flatMap((entry) => {
    const pattern = entry.path ? `${prefix}/${entry.path}` : prefix;
    const file = relative('.', join('app', entry.file));
    return [{ pattern: pattern || '/', file }, ...flatten(entry.children ?? [], pattern)];
  });
}

async function doorsOf({ pattern, file }: { pattern: string; file: string }): Promise<Door[]> {
  const module: Record<string, { gate?: Gate; gates?: { intent: string; gate: Gate }[] }> = await import(
    join(process.cwd(), file)
  );
  const doors: Door[] = [];
  if (module.loader) doors.push({ pattern, file, kind: 'loader', gate: module.loader.gate });
  if (!module.action) return doors;
  if (!module.action.gates) return [...doors, { pattern, file, kind: 'action', gate: module.action.gate }];
  return [
    ...doors,
    ...module.action.gates.map(({ intent, gate }) => ({ pattern, file, kind: 'action' as const, intent, gate })),
  ];
}
