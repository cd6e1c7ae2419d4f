import { Button } from '#app/ui/button.tsx';
import { dateText } from '#app/ui/figures.ts';
import { Icon, type IconName } from '#app/ui/icons.tsx';
import { useMemberLocale } from '#app/ui/locale.tsx';
import { useEditor, useSaveState } from './context.tsx';
import type { SaveState } from './store.ts';

/** Whether what is on the page is with the server, in words, as it changes. */
export function SaveStatus({ onCompare }: { onCompare: () => void }) {
  const { store } = useEditor();
  const state = useSaveState(store);
  const { locale, timeZone } = useMemberLocale();
  const { icon, text, tone } = wording(state, (at) => dateText(at, 'time', locale, timeZone));
  return (
    <div className={`ed-save ed-save-${tone}`}>
      <output aria-live="polite">
        <Icon name={icon} />
        <span>{text}</span>
      </output>
      {state.kind === 'refused' && state.problems.length > 0 && (
        <ul>
          {state.problems.map((problem) => (
            <li key={problem}>{problem}</li>
          ))}
        </ul>
      )}
      {state.kind === 'conflict' && (
        <Button size="small" onClick={onCompare}>
          Compare
        </Button>
      )}
    </div>
  );
}

type Tone = 'quiet' | 'busy' | 'problem';

function wording(state: SaveState, time: (at: Date) => string): { icon: IconName; text: string; tone: Tone } {
  switch (state.kind) {
    case 'saved':
      return { icon: 'check', text: state.at ? `Saved ${time(state.at)}` : 'Saved', tone: 'quiet' };
    case 'waiting':
    case 'saving':
      return { icon: 'clock', text: 'Saving', tone: 'busy' };
    case 'offline':
      return { icon: 'warning', text: 'Not saved: offline, trying again', tone: 'problem' };
    case 'signed-out':
      return { icon: 'lock', text: 'Not saved: sign in again in another tab', tone: 'problem' };
    case 'refused':
      return { icon: 'problem', text: `Not saved: ${state.message}`, tone: 'problem' };
    case 'conflict':
      return { icon: 'people', text: 'Not saved: somebody else changed the same', tone: 'problem' };
  }
}
