import type { HTMLAttributes } from 'react';

type PartProps = HTMLAttributes<HTMLDivElement> & {
  role: 'row' | 'rowgroup' | 'gridcell' | 'columnheader' | 'rowheader';
};

/**
 * A part of the grid. A virtual sheet draws some rows of many at places of their own, so it has no table whose elements could
 * carry these roles; and the grid alone takes the focus and tells which cell is meant.
 */
export function Part({ role, ...rest }: PartProps) {
  return <div role={role} {...rest} />;
}
