import { IconButton } from '#app/ui/button.tsx';
import { Section } from '#app/ui/page.tsx';
import { BareInput, TextCell } from './cells.tsx';
import { listOf, prepName, textOf } from './form-values.ts';
import { useRateForm } from './rate-context.ts';
import { RateTable } from './rate-table.tsx';

/** Preparation by condition and surface: what nobody else computes. */
export function PrepSection() {
  const { values, isReadOnly } = useRateForm();
  const conditions = listOf(values, 'conditions');
  const nameOf = (id: string) => textOf(values, `condition.${id}.name`) || 'New condition';
  return (
    <Section
      className="scroll-mt-40"
      id="preparation"
      title="Preparation"
      lede="By the condition that the surface is in. Write 25 % for a share of the painting hours, or 0.01 for hours per unit. Empty is none."
    >
      <RateTable
        label="Preparation by surface and condition"
        add={{ command: 'add:conditions', label: 'Add a condition' }}
        head={
          <tr>
            <th scope="col">Surface</th>
            {conditions.map((id) => (
              <th key={id} scope="col" className="min-w-40 p-0.5">
                <input type="hidden" name="conditions[]" value={id} />
                <span className="flex items-center">
                  <span className="flex-1">
                    <BareInput name={`condition.${id}.name`} label={`Name of ${nameOf(id)}`} className="text-ink" />
                  </span>
                  {!isReadOnly && conditions.length > 1 && (
                    <IconButton
                      type="submit"
                      name="reshape"
                      value={`remove:conditions:${id}`}
                      icon="trash"
                      size="small"
                      label={`Remove ${nameOf(id)}`}
                    />
                  )}
                </span>
              </th>
            ))}
          </tr>
        }
      >
        {listOf(values, 'surfaces').map((surface) => {
          const name = textOf(values, `surface.${surface}.name`) || 'New surface';
          return (
            <tr key={surface}>
              <th scope="row" className="min-w-44">
                <span className="block px-2 font-normal">{name}</span>
              </th>
              {conditions.map((condition) => (
                <TextCell
                  key={condition}
                  name={prepName(condition, surface)}
                  label={`${name}, ${nameOf(condition)}`}
                  numeric
                  width="min-w-40"
                />
              ))}
            </tr>
          );
        })}
      </RateTable>
    </Section>
  );
}
