import { type MouseEvent, useEffect, useRef, useState } from 'react';
import { usePlainId } from '#app/ui/form-context.ts';
import { closeAfterChoice, MenuAction, MenuHeading, MenuLink, MenuSeparator, moveByArrows } from '#app/ui/menu.tsx';
import { placeBeside } from '#app/ui/placement.ts';
import type { EstimateLine } from './estimate-lines.ts';

/**
 * One menu for all rows: fifty of them would be most of the page. The button that is pressed says which row is meant,
 * and the browser opens the menu at it.
 */
export function useRowMenu(rows: readonly EstimateLine[]) {
  const menuId = usePlainId();
  const opener = useRef<HTMLElement>();
  const [chosen, setChosen] = useState<string>();

  function onClick(event: MouseEvent) {
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-row]') : null;
    if (!button) return;
    opener.current = button;
    setChosen(button.dataset.row);
  }

  return { menuId, opener, onClick, row: rows.find(({ id }) => id === chosen) };
}

interface RowMenuProps extends Pick<ReturnType<typeof useRowMenu>, 'menuId' | 'opener' | 'row'> {
  href: (id: string) => string;
}

export function RowMenu({ menuId, opener, row, href }: RowMenuProps) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const popover = list.current;
    const place = (event: Event) => {
      const isOpening = event instanceof ToggleEvent && event.newState === 'open';
      if (popover && isOpening && opener.current) placeBeside(popover, opener.current, 'end');
    };
    popover?.addEventListener('toggle', place);
    return () => popover?.removeEventListener('toggle', place);
  }, [opener]);

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the arrows are an addition to links and buttons that Tab reaches too
    <div
      ref={list}
      id={menuId}
      className="menu"
      onKeyDown={moveByArrows}
      onClick={closeAfterChoice}
      {...{ popover: 'auto' }}
    >
      {row && (
        <>
          <MenuHeading>{row.number}</MenuHeading>
          <MenuLink to={href(row.id)} icon="edit">
            Open
          </MenuLink>
          <MenuLink to={`${href(row.id)}/quote`} icon="send">
            Quote
          </MenuLink>
          <MenuLink to={`${href(row.id)}/estimate.xlsx`} icon="sheet" reloadDocument>
            Download as a workbook
          </MenuLink>
          <MenuAction icon="copy" fields={{ intent: 'duplicate', id: row.id }}>
            Duplicate
          </MenuAction>
          <MenuSeparator />
          <MenuAction icon="trash" danger fields={{ intent: 'delete', ids: row.id }}>
            Delete
          </MenuAction>
        </>
      )}
    </div>
  );
}
