import { Button } from '#app/ui/button.tsx';
import { dateText } from '#app/ui/figures.ts';
import { Icon, type IconName } from '#app/ui/icons.tsx';
import { useMemberLocale } from '#app/ui/locale.tsx';
import type { SaveState } from './sheet-store.ts';
import { useSheet } from './use-sheet.ts';

/** Whether what is in the sheet is with the server, in words, as it changes. */
export function SaveStatus({ onCompare }: { onCompare: () => void }) {
  const { save } = useSheet().state;
  const { locale, timeZone } = useMemberLocale();
  const { icon, text, isProblem } = wording(save, (at) => dateText(at, 'time', locale, timeZone));
  return (
    <span className={isProblem ? 'wb-save wb-save-problem' : 'wb-save'}>
      <output aria-live="polite">
        <Icon name={icon} />
        {text}
      </output>
      {save.kind === 'conflict' && (
        <Button size="small" onClick={onCompare}>
          Compare
        </Button>
      )}
    </span>
  );
}

function wording(save: SaveState, time: (at: Date) => string): { icon: IconName; text: string; isProblem?: true } {
  switch (save.kind) {
    case 'saved':
      return { icon: 'check', text: save.at ? `Saved ${time(save.at)}` : 'Saved' };
    case 'waiting':
    case 'saving':
      return { icon: 'clock', text: 'Saving' };
    case 'offline':
      return { icon: 'warning', text: 'Not saved: offline, trying again', isProblem: true };
    case 'signed-out':
      return { icon: 'lock', text: 'Not saved: sign in again in another tab', isProblem: true };
    case 'refused':
      return { icon: 'problem', text: `Not saved: ${save.message}`, isProblem: true };
    case 'conflict':
      return { icon: 'people', text: 'Not saved: somebody else changed the same', isProblem: true };
  }
}
