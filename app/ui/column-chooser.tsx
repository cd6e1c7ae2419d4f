import { useLocation, useSubmit } from '@remix-run/react';
import { type FormEvent, useRef } from 'react';
import { Button } from './button.tsx';
import { Menu, MenuHeading } from './menu.tsx';
import { columnsCookie } from './table-url.ts';

export interface ColumnChooserProps {
  tableId: string;
  columns: readonly { id: string; header: string }[];
  shown: readonly string[];
}

/** Which columns to show. Kept in the address, and remembered in a cookie that the loader reads. */
export function ColumnChooser({ tableId, columns, shown }: ColumnChooserProps) {
  const form = useRef<HTMLFormElement>(null);
  const submit = useSubmit();
  const others = [...new URLSearchParams(useLocation().search)].filter(([name]) => name !== 'cols');

  function show(event: FormEvent<HTMLFormElement>) {
    const chosen = new FormData(event.currentTarget).getAll('cols').map(String);
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser we support
    if (chosen.length > 0) document.cookie = columnsCookie(tableId, chosen);
    submit(event.currentTarget, { preventScrollReset: true, replace: true });
  }

  return (
    <Menu label="Columns" icon="columns" variant="quiet" size="small" align="end">
      <form ref={form} onChange={show}>
        <MenuHeading>Columns</MenuHeading>
        {others.map(([name, value]) => (
          <input key={`${name}=${value}`} type="hidden" name={name} value={value} />
        ))}
        {columns.map(({ id, header }) => (
          <label key={id} className="menu-option">
            <input type="checkbox" className="check" name="cols" value={id} defaultChecked={shown.includes(id)} />
            {header}
          </label>
        ))}
        <noscript>
          <Button type="submit" size="small">
            Show
          </Button>
        </noscript>
      </form>
    </Menu>
  );
}
