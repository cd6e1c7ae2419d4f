import { useLocation } from '@remix-run/react';
import { Avatar } from '../ui/avatar.tsx';
import { Icon } from '../ui/icons.tsx';
import { Menu, MenuAction, MenuChoices, MenuHeading, MenuLink, MenuSeparator } from '../ui/menu.tsx';

export type Theme = 'light' | 'dark' | 'system';

export interface AccountMenuProps {
  /** Without an account: they came in by the business's own sign-in, and nothing else of theirs is open. */
  member: { name: string; email: string; hasAccount: boolean };
  theme: Theme;
}

const themes = [
  { value: 'light', icon: 'sun', label: 'Paper' },
  { value: 'dark', icon: 'moon', label: 'Deep sea' },
  { value: 'system', icon: 'screen', label: 'As this device' },
] as const;

/** Who I am here, how it looks, and the way out. */
export function AccountMenu({ member, theme }: AccountMenuProps) {
  const { pathname, search } = useLocation();
  return (
    <Menu
      label={`Account of ${member.name}`}
      align="end"
      triggerClass="account-button"
      trigger={
        <>
          <Avatar name={member.name} />
          <Icon name="chevron-down" className="text-ink-faint" />
        </>
      }
    >
      <div className="px-2.5 py-2">
        <p className="font-medium">{member.name}</p>
        <p className="text-ink-soft text-sm">{member.email}</p>
      </div>
      <MenuSeparator />
      {member.hasAccount && (
        <>
          <MenuLink to="/account" icon="person">
            Your account
          </MenuLink>
          <MenuSeparator />
        </>
      )}
      <MenuHeading>Theme</MenuHeading>
      <MenuChoices action="/theme" fields={{ next: pathname + search }} name="theme" choices={themes} chosen={theme} />
      <MenuSeparator />
      <MenuAction action="/sign-out" icon="sign-out">
        Sign out
      </MenuAction>
    </Menu>
  );
}
