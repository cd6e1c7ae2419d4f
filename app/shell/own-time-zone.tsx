import { type ReactNode, useEffect, useState } from 'react';
import { LocaleProvider, useMemberLocale } from '../ui/locale.tsx';

/** Outside of a business nobody has said which zone is theirs: the browser knows it once it is awake. */
export function OwnTimeZone({ children }: { children: ReactNode }) {
  const locale = useMemberLocale();
  const [timeZone, setTimeZone] = useState(locale.timeZone);
  useEffect(() => setTimeZone(Intl.DateTimeFormat().resolvedOptions().timeZone), []);
  return <LocaleProvider value={{ ...locale, timeZone }}>{children}</LocaleProvider>;
}
