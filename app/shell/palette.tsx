import { useFetcher, useNavigate } from '@remix-run/react';
import { Command } from 'cmdk';
import { useEffect, useRef, useState } from 'react';
import type { Place, SearchHit } from '../manifest.ts';
import { useModal } from '../ui/dialog.tsx';
import { Icon, type IconName, iconNamed } from '../ui/icons.tsx';
import { KeyHint } from '../ui/key-hint.tsx';
import { matching } from '../ui/listbox.ts';
import type { PaletteSource } from './palette-button.tsx';
import { type Product, placeHref } from './places.ts';

export interface PaletteProps extends PaletteSource {
  open: boolean;
  onClose: () => void;
}

/** Go anywhere, start anything, find anything, from the keyboard. */
export function Palette({ tenant, products, ownPlaces, open, onClose }: PaletteProps) {
  const box = useRef<HTMLDialogElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const [query, setQuery] = useState('');
  const { hits, isSearching } = useSearch(`/t/${tenant.slug}/search`, query);
  const navigate = useNavigate();
  useModal(box, open);
  useEffect(() => {
    if (open) input.current?.focus();
  }, [open]);

  function go(href: string) {
    box.current?.close();
    navigate(href);
  }

  function close() {
    setQuery('');
    onClose();
  }

  const groups = [
    ...products.map((product) => ({ name: product.name, rows: rowsOf(product, tenant.slug) })),
    { name: tenant.name, rows: ownPlaces.map((place) => placeRow(place, tenant.slug)) },
  ].map(({ name, rows }) => ({ name, rows: matching(rows, query) }));
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a modal dialog already; the click is for the backdrop
    <dialog
      ref={box}
      className="dialog palette"
      aria-label="Search and commands"
      onClose={close}
      onClick={(event) => event.target === event.currentTarget && box.current?.close()}
    >
      {/* The list is narrowed here, where it is known which rows the server found. */}
      <Command label="Search and commands" shouldFilter={false} loop>
        <Command.Input ref={input} value={query} onValueChange={setQuery} placeholder="Where to, or what to do?" />
        <Command.List className="options" aria-busy={isSearching}>
          <Command.Empty>
            <p className="p-4 text-ink-soft">{isSearching ? 'Searching' : 'Nothing found. Try another word.'}</p>
          </Command.Empty>
          {groups.map(({ name, rows }) => (
            <RowGroup key={name} name={name} rows={rows} go={go} />
          ))}
          <RowGroup name="Found" rows={hits.map((hit) => ({ ...hit, icon: 'document' }))} go={go} />
        </Command.List>
      </Command>
      <div className="palette-foot" aria-hidden="true">
        <span>
          <KeyHint keys={['↑', '↓']} /> choose
        </span>
        <span>
          <KeyHint keys={['↵']} /> go
        </span>
        <span>
          <KeyHint keys={['Esc']} /> close
        </span>
      </div>
    </dialog>
  );
}

interface PaletteRow {
  icon: IconName;
  label: string;
  /** Set small at the right. */
  detail?: string;
  /** Other words it is found by. */
  keywords?: string;
  href: string;
}

function rowsOf({ places, commands = [] }: Product, tenantSlug: string): PaletteRow[] {
  const started = commands.map(
    ({ label, href, keywords }): PaletteRow => ({ icon: 'plus', label, keywords, href: placeHref(tenantSlug, href) }),
  );
  return [...started, ...places.map((place) => placeRow(place, tenantSlug))];
}

function placeRow({ label, href, icon }: Place, tenantSlug: string): PaletteRow {
  return { icon: iconNamed(icon), label, href: placeHref(tenantSlug, href) };
}

function RowGroup({ name, rows, go }: { name: string; rows: readonly PaletteRow[]; go: (href: string) => void }) {
  if (rows.length === 0) return null;
  return (
    <Command.Group heading={name}>
      {rows.map(({ icon, label, detail, href }) => (
        <Command.Item key={`${label} ${href}`} className="option" value={`${label} ${href}`} onSelect={() => go(href)}>
          <Icon name={icon} />
          {label}
          {detail && <small>{detail}</small>}
        </Command.Item>
      ))}
    </Command.Group>
  );
}

const pause = 120;

/** Asks the server once the person pauses; the answer to an older question is never shown for a newer one. */
function useSearch(path: string, query: string): { hits: SearchHit[]; isSearching: boolean } {
  const fetcher = useFetcher<unknown>();
  const { load } = fetcher;
  const asked = query.trim();
  useEffect(() => {
    if (asked.length < 2) return;
    const timer = setTimeout(() => load(`${path}?q=${encodeURIComponent(asked)}`), pause);
    return () => clearTimeout(timer);
  }, [asked, path, load]);
  return {
    hits: asked.length < 2 ? [] : hitsOf(fetcher.data),
    isSearching: asked.length >= 2 && fetcher.state !== 'idle',
  };
}

function hitsOf(answer: unknown): SearchHit[] {
  const hits = typeof answer === 'object' && answer !== null && 'hits' in answer ? answer.hits : answer;
  return Array.isArray(hits) ? hits.filter(isHit) : [];
}

function isHit(hit: unknown): hit is SearchHit {
  return (
    typeof hit === 'object' &&
    hit !== null &&
    'label' in hit &&
    typeof hit.label === 'string' &&
    'href' in hit &&
    typeof hit.href === 'string'
  );
}
