import { cx } from './cx.ts';
import { html, type Markup } from './markup.ts';

/** Every icon as path data on a 20 x 20 grid, stroked, drawn for this product. */
const paths = {
  home: 'M3 9.2 10 3.5l7 5.7M5 8v8.5h10V8M8.5 16.5v-4h3v4',
  estimate: 'M5 2.5h7l3 3v12H5zM12 2.5v3h3M7.5 9h5M7.5 11.8h5M7.5 14.6h3',
  document: 'M5 2.5h7l3 3v12H5zM12 2.5v3h3',
  people:
    'M7.5 9.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6M2 16.5c0-3 2.2-4.8 5.5-4.8S13 13.5 13 16.5M13 4a2.7 2.7 0 0 1 0 5.2M14.5 12c2.1.5 3.5 2.1 3.5 4.5',
  person: 'M10 9.5a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4M3.8 17c0-3.2 2.5-5.2 6.2-5.2s6.2 2 6.2 5.2',
  building: 'M4 17V3.5h8V17M12 8h4v9M2.5 17h15M6.5 6.5h1M8.8 6.5h1M6.5 9.5h1M8.8 9.5h1M7 17v-4h2.2v4',
  brush: 'M13 3.5 16.5 7 9 14.2l-3.4-3.3zM5.6 10.9c-2 .4-2 3.2-3.6 5.3 2.6.9 6.3.4 7-2',
  roller: 'M3 3.5h11.5v4H3zM14.5 5.5H17v4.8h-7v2M8.8 12.3h2.4v5H8.8z',
  ruler: 'm2.8 13.2 10.4-10.4 4 4L6.8 17.2zM5.5 10.5l1.6 1.6M8 8l2.3 2.3M10.5 5.5l1.6 1.6',
  sheet: 'M3 4h14v12H3zM3 8h14M3 12h14M8 4v12',
  tag: 'M3 3.5h6.2l7.6 7.6-5.7 5.7-7.6-7.6zM6.5 6.8v.1',
  briefcase: 'M3 6.5h14v10H3zM7 6.5v-3h6v3M3 11h14M10 10.3v1.5',
  calendar: 'M3 4.5h14v12H3zM3 8.5h14M7 2.5v3.5M13 2.5v3.5',
  clock: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14M10 6v4.2l2.8 1.7',
  search: 'M9 14.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11M13 13l4 4',
  plus: 'M10 4v12M4 10h12',
  minus: 'M4 10h12',
  check: 'm4 10.5 4 4 8-9',
  x: 'm5 5 10 10M15 5 5 15',
  'chevron-down': 'm5.5 8 4.5 4.5L14.5 8',
  'chevron-up': 'M5.5 12 10 7.5l4.5 4.5',
  'chevron-left': 'M12 5.5 7.5 10l4.5 4.5',
  'chevron-right': 'M8 5.5 12.5 10 8 14.5',
  'chevrons-up-down': 'M6.5 8 10 4.5 13.5 8M6.5 12l3.5 3.5 3.5-3.5',
  'arrow-up': 'M10 16V4M5 9l5-5 5 5',
  'arrow-down': 'M10 4v12M5 11l5 5 5-5',
  'arrow-right': 'M4 10h12M11 5l5 5-5 5',
  more: 'M4.5 9.4a.6.6 0 1 0 0 1.2.6.6 0 0 0 0-1.2M10 9.4a.6.6 0 1 0 0 1.2.6.6 0 0 0 0-1.2M15.5 9.4a.6.6 0 1 0 0 1.2.6.6 0 0 0 0-1.2',
  menu: 'M3 5.5h14M3 10h14M3 14.5h14',
  edit: 'm3.5 16.5.8-3.5L13 4.3a1.6 1.6 0 0 1 2.3 0l.4.4a1.6 1.6 0 0 1 0 2.3L7 15.7zM11.5 5.8l2.7 2.7',
  trash: 'M3.5 5.5h13M8 5.5v-2h4v2M5 5.5l.8 11h8.4l.8-11M8.3 8.5l.3 5M11.7 8.5l-.3 5',
  copy: 'M7 7h9.5v9.5H7zM13 7V3.5H3.5V13H7',
  undo: 'M7.5 4 3.5 8l4 4M3.5 8h8a4.5 4.5 0 0 1 0 9H8',
  history: 'M3.5 4v4h4M3.8 8A6.7 6.7 0 1 1 3.5 11.5M10 6.5v3.8l2.5 1.5',
  download: 'M10 3v9.5M6 9l4 4 4-4M3.5 16.5h13',
  upload: 'M10 13V3.5M6 7.5l4-4 4 4M3.5 16.5h13',
  print: 'M6 7.5v-4h8v4M6 14H3.5V7.5h13V14H14M6 11.5h8v5H6z',
  send: 'm3 10 14-6.5-5 13-3-5zM9 11.5l3.5-3.5',
  link: 'm8.5 11.5 3-3M7 9.5l-2.2 2.2a2.5 2.5 0 0 0 3.5 3.5L10.5 13M9.5 7l2.2-2.2a2.5 2.5 0 0 1 3.5 3.5L13 10.5',
  external: 'M11 3.5h5.5V9M16.5 3.5 9.5 10.5M14 11.5v5H3.5V6H8.5',
  mail: 'M2.5 4.5h15v11h-15zM2.5 5.5l7.5 5.7 7.5-5.7',
  phone:
    'M4 3.5h3l1.3 3.6-1.8 1.2a10 10 0 0 0 5.2 5.2l1.2-1.8 3.6 1.3v3c0 .3-.3.5-.6.5A13 13 0 0 1 3.5 4.1c0-.3.2-.6.5-.6',
  pin: 'M10 17.5c3.5-3.8 5.2-6.6 5.2-9a5.2 5.2 0 0 0-10.4 0c0 2.4 1.7 5.2 5.2 9M10 10.3a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6',
  warning: 'M10 3.2 17.8 16.5H2.2zM10 8.2v3.9M10 14.3v.1',
  info: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14M10 9.2v4.3M10 6.6v.1',
  done: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14M6.8 10.3l2.2 2.2 4.2-4.7',
  problem: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14M10 6.2v4.6M10 13.4v.1',
  question: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14M7.9 8a2.1 2.1 0 1 1 3 1.9c-.7.4-.9.8-.9 1.5M10 13.6v.1',
  key: 'M6.8 16.2a3.8 3.8 0 1 0 0-7.6 3.8 3.8 0 0 0 0 7.6M9.5 9.7l7-7M13.3 5.9l2.6 2.6M6.8 12.4v.1',
  lock: 'M4.5 9h11v7.5h-11zM7 9V6.5a3 3 0 0 1 6 0V9',
  settings: 'M3 6h7M14 6h3M3 14h3M10 14h7M12 8a2 2 0 1 0 0-4 2 2 0 0 0 0 4M8 16a2 2 0 1 0 0-4 2 2 0 0 0 0 4',
  sun: 'M10 13.3a3.3 3.3 0 1 0 0-6.6 3.3 3.3 0 0 0 0 6.6M10 2.5v1.4M10 16.1v1.4M2.5 10h1.4M16.1 10h1.4M4.7 4.7l1 1M14.3 14.3l1 1M4.7 15.3l1-1M14.3 5.7l1-1',
  moon: 'M16.5 11.8A7 7 0 0 1 8.2 3.5a7 7 0 1 0 8.3 8.3',
  screen: 'M2.5 4h15v10h-15zM7 17h6M10 14v3',
  'sign-out': 'M11.5 3.5h-7v13h7M8.5 10H17M14 7l3 3-3 3',
  columns: 'M3 4h14v12H3zM7.7 4v12M12.3 4v12',
  filter: 'M3 5h14M5.5 10h9M8 15h4',
  eye: 'M2 10c2-3.5 4.7-5.2 8-5.2s6 1.7 8 5.2c-2 3.5-4.7 5.2-8 5.2S4 13.5 2 10M10 12.3a2.3 2.3 0 1 0 0-4.6 2.3 2.3 0 0 0 0 4.6',
  spark: 'M10 3c.6 4.2 2.8 6.4 7 7-4.2.6-6.4 2.8-7 7-.6-4.2-2.8-6.4-7-7 4.2-.6 6.4-2.8 7-7',
  image: 'M3 4h14v12H3zM3 13.5l4-4 3.5 3.5 2.5-2.5 4 4M13 8.2a1 1 0 1 0 0-2 1 1 0 0 0 0 2',
  grip: 'M7.5 4.4a.6.6 0 1 0 0 1.2.6.6 0 0 0 0-1.2M12.5 4.4a.6.6 0 1 0 0 1.2.6.6 0 0 0 0-1.2M7.5 9.4a.6.6 0 1 0 0 1.2.6.6 0 0 0 0-1.2M12.5 9.4a.6.6 0 1 0 0 1.2.6.6 0 0 0 0-1.2M7.5 14.4a.6.6 0 1 0 0 1.2.6.6 0 0 0 0-1.2M12.5 14.4a.6.6 0 1 0 0 1.2.6.6 0 0 0 0-1.2',
  grid: 'M3.5 3.5h5v5h-5zM11.5 3.5h5v5h-5zM3.5 11.5h5v5h-5zM11.5 11.5h5v5h-5z',
  chart: 'M3 17h14M5.5 14v-4M10 14V5M14.5 14V8',
  percent:
    'm5 15 10-10M6.3 8a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6M13.7 15.6a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6',
  stop: 'M5.5 5.5h9v9h-9z',
  paperclip: 'm15.5 9.3-5.7 5.7a3.4 3.4 0 0 1-4.8-4.8l6-6a2.3 2.3 0 0 1 3.2 3.2l-5.9 6a1.1 1.1 0 0 1-1.6-1.6l5.3-5.3',
  branch:
    'M6 6.5v7M6 6.5a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6M6 17.1a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6M14 8.5a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6M14 8.5c0 3-3.5 3-8 4',
  widen: 'M11.5 3.5h5v5M16.5 3.5l-5.5 5.5M8.5 16.5h-5v-5M3.5 16.5 9 11',
  dot: 'M10 12.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5M10 9.4a.6.6 0 1 0 0 1.2.6.6 0 0 0 0-1.2',
} as const satisfies Record<string, string>;

export type IconName = keyof typeof paths;

export const iconNames = Object.keys(paths) as IconName[]; // the keys of a frozen literal are exactly its names

/** The icon a manifest asks for by name; a dot if there is none of that name. */
export function iconNamed(name: string): IconName {
  return Object.hasOwn(paths, name) ? (name as IconName) : 'dot'; // checked on this line
}

export interface IconProps {
  name: IconName;
  /** Says what the icon means where no word stands beside it. */
  label?: string;
  className?: string;
}

const drawings: Record<string, Markup> = Object.fromEntries(
  Object.entries(paths).map(([name, path]) => [name, html`<path d="${path}"/>`]),
);

/** A stroked icon in the colour and size of the text around it. Hidden from screen readers unless labelled. */
export function Icon({ name, label, className }: IconProps) {
  return (
    <svg
      className={cx('icon', className)}
      viewBox="0 0 20 20"
      role={label ? 'img' : undefined}
      aria-label={label}
      aria-hidden={label ? undefined : true}
      // biome-ignore lint/security/noDangerouslySetInnerHtml: our own drawings, and a page has thirty of them
      dangerouslySetInnerHTML={drawings[name]}
    />
  );
}
