import { useEffect, useState } from 'react';
import { Icon } from '../ui/icons.tsx';
import type { Doors } from './doors.ts';
import type { ModelChoice } from './setup.ts';

export interface BeginningProps {
  doors: Doors;
  /** The page one is on: what is offered fits it. */
  path: string;
  models: readonly ModelChoice[];
  onChoose: (text: string) => void;
}

/** Nothing was said yet: what the assistant is good for here, and a few things to begin with. */
export function Beginning({ doors, path, models, onChoose }: BeginningProps) {
  const [suggestions, setSuggestions] = useState<readonly string[]>([]);
  const model = models[0];
  useEffect(() => {
    let isGone = false;
    doors
      .suggestions(path)
      .then((found) => !isGone && setSuggestions(found.suggestions))
      .catch(() => {});
    return () => {
      isGone = true;
    };
  }, [doors, path]);
  return (
    <div className="beginning">
      <Icon name="spark" />
      <h2>What can be done for you?</h2>
      <p>It finds, explains and drafts what you could do yourself. Before anything changes, you see it and decide.</p>
      {suggestions.length > 0 && (
        <ul aria-label="To begin with">
          {suggestions.map((text) => (
            <li key={text}>
              <button type="button" className="suggestion" onClick={() => onChoose(text)}>
                {text}
              </button>
            </li>
          ))}
        </ul>
      )}
      {model?.isBuiltIn && (
        <p className="beginning-model">
          <strong>{model.label}.</strong> {model.detail}
        </p>
      )}
    </div>
  );
}
