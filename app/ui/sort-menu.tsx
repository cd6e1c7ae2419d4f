import { useLocation } from '@remix-run/react';
import { Menu, MenuLink } from './menu.tsx';
import { type Sort, sortHref } from './table-url.ts';

interface SortMenuProps {
  /** The columns that can be sorted by. */
  columns: readonly { id: string; header: string }[];
  /** The order that is shown. */
  sort: Sort | undefined;
}

/** The order of a list of cards, which has no headings to press: seen on a phone alone. The chosen column turns round. */
export function SortMenu({ columns, sort }: SortMenuProps) {
  const { search } = useLocation();
  const current = columns.find(({ id }) => id === sort?.column);
  const arrow = sort?.direction === 'descending' ? 'arrow-down' : 'arrow-up';
  return (
    <span className="sort-menu">
      <Menu
        label={current ? `Sorted by ${current.header.toLowerCase()}` : 'Sort'}
        variant="secondary"
        size="small"
        icon={current ? arrow : 'chevrons-up-down'}
      >
        {columns.map(({ id, header }) => (
          <MenuLink key={id} to={sortHref(search, id, sort)} icon={id === current?.id ? arrow : undefined}>
            {header}
          </MenuLink>
        ))}
      </Menu>
    </span>
  );
}
