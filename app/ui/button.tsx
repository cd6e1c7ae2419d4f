import { type ComponentPropsWithoutRef, forwardRef, type ReactNode } from 'react';
import { cx } from './cx.ts';
import { Icon, type IconName } from './icons.tsx';
import { Link, type LinkProps } from './link.tsx';
import { Spinner } from './progress.tsx';

export interface ButtonLook {
  /** One primary per view. `danger` only where something is lost. Default `secondary`. */
  variant?: 'primary' | 'secondary' | 'quiet' | 'danger';
  size?: 'small' | 'large';
  icon?: IconName;
}

/** The classes of a button, for the rare element that must look like one without being one. */
export function buttonClass({ variant = 'secondary', size }: ButtonLook, className?: string): string | undefined {
  return cx('btn', `btn-${variant}`, size && `btn-${size}`, className);
}

export type ButtonProps = ButtonLook &
  ComponentPropsWithoutRef<'button'> & {
    /** Something is under way: shows a spinner, keeps its width and place in the tab order, ignores clicks. */
    pending?: boolean;
  };

export const Button = forwardRef<HTMLButtonElement, ButtonProps>(function Button(
  { variant, size, icon, pending, className, children, type = 'button', ...rest },
  ref,
) {
  return (
    <button
      ref={ref}
      type={type}
      className={buttonClass({ variant, size }, className)}
      {...rest}
      {...(pending && busy)}
    >
      {pending ? <Spinner /> : icon && <Icon name={icon} />}
      {children}
    </button>
  );
});

// aria-disabled and not disabled: a disabled button drops the focus of whoever just pressed it.
const busy = {
  'aria-busy': true,
  'aria-disabled': true,
  onClick: (event: { preventDefault(): void }) => event.preventDefault(),
} as const;

export type LinkButtonProps = ButtonLook & Omit<LinkProps, 'ref'>;

/** A link that looks like a button: it goes somewhere, so it stays a link. */
export function LinkButton({ variant, size, icon, className, children, ...rest }: LinkButtonProps) {
  return (
    <Link className={buttonClass({ variant, size }, className)} {...rest}>
      {icon && <Icon name={icon} />}
      {children}
    </Link>
  );
}

export type IconButtonProps = Omit<ButtonProps, 'icon' | 'children'> & {
  icon: IconName;
  /** What it does; read aloud and shown by the browser on hover. */
  label: string;
  children?: ReactNode;
};

/** A square button with an icon alone. Quiet unless told otherwise. */
export const IconButton = forwardRef<HTMLButtonElement, IconButtonProps>(function IconButton(
  { icon, label, className, variant = 'quiet', ...rest },
  ref,
) {
  return (
    <Button
      ref={ref}
      variant={variant}
      icon={icon}
      className={cx('btn-icon', className)}
      aria-label={label}
      title={label}
      {...rest}
    />
  );
});
