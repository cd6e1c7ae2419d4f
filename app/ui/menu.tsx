import { Form } from '@remix-run/react';
import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react';
import { type ButtonLook, buttonClass } from './button.tsx';
import { CsrfField } from './csrf.tsx';
import { cx } from './cx.ts';
import { usePlainId } from './form-context.ts';
import { Icon, type IconName } from './icons.tsx';
import { Link } from './link.tsx';
import { placeBeside } from './placement.ts';

export interface MenuProps extends ButtonLook {
  /** Made up unless given. */
  id?: string;
  /** The words of the button; only read aloud when `iconOnly`. */
  label: string;
  iconOnly?: boolean;
  /** Stands for icon and label inside the button. */
  trigger?: ReactNode;
  /** Which edge of the button the list keeps to. */
  align?: 'start' | 'end';
  /** Classes of the button, in place of those of a button. */
  triggerClass?: string;
  children: ReactNode;
}

/**
 * A button that opens a list of links and actions. The browser's own popover: it opens without a script, closes on Escape
 * and on a click elsewhere, and tells screen readers which. With a script it stands beside its button and answers to arrows.
 */
export function Menu({
  id: given,
  label,
  iconOnly,
  trigger,
  align = 'start',
  triggerClass,
  children,
  ...look
}: MenuProps) {
  const own = usePlainId();
  const id = given ?? own;
  const button = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLDivElement>(null);
  usePlacement(button, list, align);
  return (
    <>
      <button
        ref={button}
        type="button"
        className={triggerClass ?? buttonClass(look, iconOnly ? 'btn-icon' : undefined)}
        aria-label={iconOnly || trigger ? label : undefined}
        title={iconOnly ? label : undefined}
        {...{ popovertarget: id }}
      >
        {trigger ?? (
          <>
            {look.icon && <Icon name={look.icon} />}
            {!iconOnly && label}
          </>
        )}
      </button>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the arrows are an addition to links and buttons that Tab reaches too */}
      <div
        ref={list}
        id={id}
        className="menu"
        onKeyDown={moveByArrows}
        onClick={closeAfterChoice}
        {...{ popover: 'auto' }}
      >
        {children}
      </div>
    </>
  );
}

function usePlacement(
  button: React.RefObject<HTMLElement>,
  list: React.RefObject<HTMLElement>,
  align: 'start' | 'end',
) {
  useEffect(() => {
    const popover = list.current;
    if (!popover) return;
    const place = (event: Event) => {
      if (!(event instanceof ToggleEvent) || event.newState !== 'open' || !button.current) return;
      placeBeside(popover, button.current, align);
    };
    popover.addEventListener('toggle', place);
    return () => popover.removeEventListener('toggle', place);
  }, [button, list, align]);
}

/** Arrows, Home and End move between the items of a menu. */
export function moveByArrows(event: KeyboardEvent<HTMLElement>) {
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>('a[href], button:not(:disabled), input')];
  const focused = document.activeElement;
  const at = focused instanceof HTMLElement ? items.indexOf(focused) : -1;
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  items[(to + items.length) % items.length]?.focus();
}

/** Puts a menu away once something in it was chosen. */
export function closeAfterChoice(event: React.MouseEvent<HTMLElement>) {
  const target = event.target;
  if (target instanceof Element && target.closest('.menu-item')) event.currentTarget.hidePopover();
}

interface ItemLook {
  icon?: IconName;
  danger?: boolean;
  children: ReactNode;
}

/** Goes somewhere. */
export function MenuLink({
  to,
  icon,
  danger,
  children,
  ...rest
}: ItemLook & { to: string; reloadDocument?: boolean; download?: boolean }) {
  return (
    <Link to={to} className={cx('menu-item', danger && 'menu-item-danger')} {...rest}>
      {icon && <Icon name={icon} />}
      {children}
    </Link>
  );
}

export interface MenuActionProps extends ItemLook {
  /** Where it posts. */
  action?: string;
  /** What it posts. */
  fields?: Record<string, string>;
  /** Stay where we are and do it beside: for things that do not leave the page. */
  stay?: boolean;
  isCurrent?: boolean;
}

/** Does something: a small form of its own, so it works without a script. */
export function MenuAction({ action, fields = {}, icon, danger, stay, isCurrent, children }: MenuActionProps) {
  return (
    <Form method="post" action={action} navigate={!stay} preventScrollReset>
      <CsrfField />
      {Object.entries(fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <button
        type="submit"
        className={cx('menu-item', danger && 'menu-item-danger')}
        aria-current={isCurrent || undefined}
      >
        {icon && <Icon name={icon} />}
        {children}
      </button>
    </Form>
  );
}

export interface MenuChoicesProps {
  action: string;
  /** What is posted whatever is chosen. */
  fields?: Record<string, string>;
  /** The field that the choice is posted in. */
  name: string;
  choices: readonly { value: string; label: string; icon?: IconName }[];
  chosen: string;
}

/** One of several, as one form: each button posts its own value. */
export function MenuChoices({ action, fields = {}, name, choices, chosen }: MenuChoicesProps) {
  return (
    <Form method="post" action={action} preventScrollReset>
      <CsrfField />
      {Object.entries(fields).map(([field, value]) => (
        <input key={field} type="hidden" name={field} value={value} />
      ))}
      {choices.map(({ value, label, icon }) => (
        <button
          key={value}
          type="submit"
          name={name}
          value={value}
          className="menu-item"
          aria-current={value === chosen || undefined}
        >
          {icon && <Icon name={icon} />}
          {label}
        </button>
      ))}
    </Form>
  );
}

/** Does something in the page, which is only possible with a script. */
export function MenuButton({ onClick, icon, danger, children }: ItemLook & { onClick: () => void }) {
  return (
    <button type="button" onClick={onClick} className={cx('menu-item', danger && 'menu-item-danger')}>
      {icon && <Icon name={icon} />}
      {children}
    </button>
  );
}

export function MenuHeading({ children }: { children: ReactNode }) {
  return <p className="menu-heading">{children}</p>;
}

export function MenuSeparator() {
  return <hr />;
}
