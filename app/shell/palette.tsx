import { useFetcher, useNavigate } from '@remix-run/react';
import { Command } from 'cmdk';
import { useEffect, useRef, useState } from 'react';
import type { SearchHit } from '../manifest.ts';
import { useModal } from '../ui/dialog.tsx';
import { Icon, type IconName, iconNamed } from '../ui/icons.tsx';
import { KeyHint } from '../ui/key-hint.tsx';
import type { PaletteSource } from './palette-button.tsx';
import { placeHref } from './places.ts';

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

  const at = (href: string) => placeHref(tenant.slug, href);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a modal dialog already; the click is for the backdrop
    <dialog
      ref={box}
      className="dialog palette"
      aria-label="Search and commands"
      onClose={close}
      onClick={(event) => event.target === event.currentTarget && box.current?.close()}
    >
      <Command label="Search and commands" loop>
        <Command.Input ref={input} value={query} onValueChange={setQuery} placeholder="Where to, or what to do?" />
        <Command.List className="options" aria-busy={isSearching}>
          <Command.Empty>
            <p className="p-4 text-ink-soft">{isSearching ? 'Searching' : 'Nothing found. Try another word.'}</p>
          </Command.Empty>
          {hits.length > 0 && (
            <Command.Group heading="Found" forceMount>
              {hits.map((hit) => (
                <Row
                  key={hit.href}
                  icon="document"
                  label={hit.label}
                  detail={hit.detail}
                  isFound
                  onSelect={() => go(hit.href)}
                />
              ))}
            </Command.Group>
          )}
          {products.map(({ id, name, places, commands = [] }) => (
            <Command.Group key={id} heading={name}>
              {commands.map(({ label, href, keywords }) => (
                <Row key={label} icon="plus" label={label} keywords={keywords} onSelect={() => go(at(href))} />
              ))}
              {places.map(({ label, href, icon }) => (
                <Row key={href} icon={iconNamed(icon)} label={label} onSelect={() => go(at(href))} />
              ))}
            </Command.Group>
          ))}
          <Command.Group heading={tenant.name}>
            {ownPlaces.map(({ label, href, icon }) => (
              <Row key={href} icon={iconNamed(icon)} label={label} onSelect={() => go(at(href))} />
            ))}
          </Command.Group>
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

interface RowProps {
  icon: IconName;
  label: string;
  detail?: string;
  keywords?: string;
  /** Found by the server, so it is shown whatever the letters are. */
  isFound?: boolean;
  onSelect: () => void;
}

function Row({ icon, label, detail, keywords, isFound, onSelect }: RowProps) {
  return (
    <Command.Item
      className="option"
      value={isFound ? `${label} ${detail ?? ''}` : label}
      keywords={keywords?.split(/[\s,]+/)}
      forceMount={isFound}
      onSelect={onSelect}
    >
      <Icon name={icon} />
      {label}
      {detail && <small>{detail}</small>}
    </Command.Item>
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
