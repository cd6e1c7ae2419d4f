import { memo } from 'react';
import { Button, IconButton } from '#app/ui/button.tsx';
import { moneyText } from '#app/ui/figures.ts';
import { newId } from '#app/values/id.ts';
import { addTo, changeIn, removeFrom } from '../../domain/edit.ts';
import type { AlternateGroup, Estimate, Option } from '../../domain/estimate.ts';
import type { Priced } from '../../domain/priced.ts';
import { ChoiceCell, FigureCell, TextCell } from './cell.tsx';
import { useEditor } from './context.tsx';
import { addAlternates, newOption, selectByDefault } from './edits.ts';
import { EditorSection } from './section.tsx';
import { TickCell } from './tick-cell.tsx';
import { readText } from './typed.ts';

/** What the client may add, and alternates of which exactly one is taken. */
export function Options({ doc, priced }: { doc: Estimate; priced: Priced }) {
  const { store, isReadOnly } = useEditor();
  const amounts = new Map(priced.options.map(({ id, amount }) => [id, amount]));
  const counts = contents(doc);

  function add() {
    const id = newId();
    store.edit((current) => addTo(current, { list: 'options', element: newOption(current, id) }));
    requestAnimationFrame(() =>
      document.querySelector<HTMLElement>(`[data-row="${id}"] [data-col="option-name"]`)?.focus(),
    );
  }

  return (
    <EditorSection
      id="options"
      title="Options"
      lede={
        doc.options.length === 0
          ? 'The client can add an option; of alternates they take exactly one. Put rooms, surfaces and extras into an option from their own row.'
          : undefined
      }
      actions={
        !isReadOnly && (
          <div className="ed-adders">
            <Button variant="quiet" size="small" icon="plus" onClick={add}>
              Option
            </Button>
            <Button
              variant="quiet"
              size="small"
              icon="plus"
              onClick={() => store.edit((current) => addAlternates(current, newId))}
            >
              Alternates
            </Button>
          </div>
        )
      }
    >
      {doc.options.length > 0 && (
        <div className="ed-sheet">
          <div className="ed-option ed-head" aria-hidden="true">
            <span>Name</span>
            <span>Description</span>
            <span>Kind</span>
            <span>Taken</span>
            <span className="ed-cell-end">Price</span>
            <span />
          </div>
          <ul>
            {doc.options.map((option) => (
              <OptionRow
                key={option.id}
                option={option}
                groups={doc.alternateGroups}
                amount={amounts.get(option.id) ?? 0}
                count={counts.get(option.id) ?? 0}
              />
            ))}
          </ul>
        </div>
      )}
      {doc.alternateGroups.length > 0 && <Groups groups={doc.alternateGroups} />}
    </EditorSection>
  );
}

/** How many rooms, surfaces and lines belong to each option. */
function contents(doc: Estimate): Map<string, number> {
  const counts = new Map<string, number>();
  const elements = [
    ...doc.areas,
    ...doc.areas.flatMap(({ surfaces }) => surfaces),
    ...doc.extras,
    ...doc.workbookLines,
  ];
  for (const { optionId } of elements) if (optionId !== null) counts.set(optionId, (counts.get(optionId) ?? 0) + 1);
  return counts;
}

const readName = readText('Option name', 80, true);
const readDescription = readText('Description', 1000);

const OptionRow = memo(function OptionRow({
  option,
  groups,
  amount,
  count,
}: {
  option: Option;
  groups: readonly AlternateGroup[];
  amount: number;
  count: number;
}) {
  const { store, locale, currency, explain, isReadOnly } = useEditor();
  const { id, name } = option;
  const edit = (change: Partial<Option>) => (doc: Estimate) => changeIn(doc, { list: 'options', id, change });
  return (
    <li className="ed-option" data-row={id}>
      <TextCell
        col="option-name"
        label={`Name of option ${name}`}
        text={name}
        read={readName}
        change={(typed) => edit({ name: typed })}
        step={`${id}.name`}
        className="ed-cell-name"
      />
      <TextCell
        col="option-description"
        label={`Description of ${name}`}
        caption="Description"
        placeholder="What the client reads"
        text={option.description}
        read={readDescription}
        change={(description) => edit({ description })}
        step={`${id}.description`}
      />
      <ChoiceCell
        col="option-group"
        label={`Kind of ${name}`}
        caption="Kind"
        value={option.groupId ?? ''}
        options={[
          { value: '', label: 'Can be added' },
          ...groups.map((group) => ({ value: group.id, label: `One of “${group.name}”` })),
        ]}
        change={(groupId) => edit({ groupId: groupId || null })}
      />
      <TickCell
        col="option-default"
        label={`${name} is taken unless the client says otherwise`}
        caption="Taken by default"
        isTicked={option.isSelectedByDefault}
        change={(isSelected) => (doc) => selectByDefault(doc, option, isSelected)}
      />
      <FigureCell
        col="amount"
        label={`Price of ${name}`}
        caption="Price"
        className="ed-cell-amount"
        onOpen={() => explain({ of: 'option', id })}
      >
        {moneyText(amount, { locale, currency })}
      </FigureCell>
      <div className="ed-cell ed-cell-more">
        {!isReadOnly && (
          <IconButton
            icon="x"
            size="small"
            label={`Remove option ${name}`}
            onClick={() => store.edit((doc) => removeFrom(doc, { list: 'options', id }))}
          />
        )}
      </div>
      {count === 0 && (
        <p className="ed-marks">
          Nothing belongs to this option yet. Choose it under “More” of a room or a surface, or beside an extra.
        </p>
      )}
    </li>
  );
});

const readGroup = readText('Group name', 80, true);

function Groups({ groups }: { groups: readonly AlternateGroup[] }) {
  const { store, isReadOnly } = useEditor();
  return (
    <ul className="ed-groups">
      {groups.map(({ id, name }) => (
        <li key={id} data-row={id}>
          <span className="ed-faint">One is taken of</span>
          <TextCell
            col="group-name"
            label={`Name of the choice ${name}`}
            text={name}
            read={readGroup}
            change={(typed) => (doc) => changeIn(doc, { list: 'alternateGroups', id, change: { name: typed } })}
            step={`${id}.name`}
          />
          {!isReadOnly && (
            <IconButton
              icon="x"
              size="small"
              label={`Remove the choice ${name}`}
              onClick={() => store.edit((doc) => removeFrom(doc, { list: 'alternateGroups', id }))}
            />
          )}
        </li>
      ))}
    </ul>
  );
}
