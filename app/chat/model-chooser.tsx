import { Menu, MenuButton } from '../ui/menu.tsx';
import type { ModelChoice } from './setup.ts';

export interface ModelChooserProps {
  models: readonly ModelChoice[];
  chosen: string | null;
  onChoose: (id: string) => void;
}

/** Who answers. Where there is one alone it is only named, with what it can do. */
export function ModelChooser({ models, chosen, onChoose }: ModelChooserProps) {
  const current = models.find(({ id }) => id === chosen) ?? models[0];
  if (!current) return null;
  if (models.length === 1) {
    return (
      <span className="model-name" title={current.detail}>
        {current.label}
        <span className="sr-only">. {current.detail}</span>
      </span>
    );
  }
  return (
    <Menu label={`Model: ${current.label}`} trigger={current.label} triggerClass="btn btn-quiet btn-small model-name">
      {models.map(({ id, label, detail }) => (
        <MenuButton key={id} icon={id === current.id ? 'check' : 'dot'} onClick={() => onChoose(id)}>
          <span className="model-choice">
            {label}
            <small>{detail}</small>
          </span>
        </MenuButton>
      ))}
    </Menu>
  );
}
