import { Dialog } from '#app/ui/dialog.tsx';
import { KeyHint } from '#app/ui/key-hint.tsx';

const groups: { title: string; keys: [string[], string][] }[] = [
  {
    title: 'Moving',
    keys: [
      [['Enter'], 'Down one row in the same column; Shift goes up'],
      [['↑', '↓'], 'To the row above or below'],
      [['←', '→'], 'To the next cell, once the cursor is at the edge'],
      [['Tab'], 'To the next cell'],
      [['Alt', 'A'], 'To the line that adds a room'],
      [['Esc'], 'Puts a cell back that cannot be read'],
    ],
  },
  {
    title: 'Rows',
    keys: [
      [['Alt', 'O'], 'Opens or closes the room'],
      [['Alt', 'S'], 'Adds a surface to the room'],
      [['Alt', 'D'], 'Duplicates the room'],
      [['Alt', '↑'], 'Moves the row up; Alt ↓ moves it down'],
      [['Alt', 'Delete'], 'Removes the row'],
      [['Space'], 'Opens a list; letters choose from it'],
    ],
  },
  {
    title: 'The estimate',
    keys: [
      [['Ctrl', 'Z'], 'Undo'],
      [['Ctrl', 'Shift', 'Z'], 'Redo'],
      [['Ctrl', 'S'], 'Saves now; it also saves by itself'],
      [['Enter'], 'On a figure: how it came about'],
      [['?'], 'This list; Ctrl / inside a cell'],
    ],
  },
];

/** What the keyboard can do here. */
export default function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog open size="wide" onClose={onClose} title="Keyboard">
      <div className="ed-shortcuts">
        {groups.map(({ title, keys }) => (
          <section key={title}>
            <h3>{title}</h3>
            <dl>
              {keys.map(([combination, meaning]) => (
                <div key={meaning}>
                  <dt>
                    <KeyHint keys={combination} />
                  </dt>
                  <dd>{meaning}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
