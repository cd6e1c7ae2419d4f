import { IconButton } from '#app/ui/button.tsx';
import { BareInput, TextCell } from './cells.tsx';
import { listOf, prepName, textOf } from './form-values.ts';
import { useRates } from './rate-context.ts';
import { RatePart } from './rate-part.tsx';
import { RateTable } from './rate-table.tsx';
import { ReadTable } from './read-table.tsx';
import { prepColumns, prepRows } from './reading.ts';

/** Preparation by condition and surface: what nobody else computes. */
export function PrepPart() {
  return (
    <RatePart
      id="preparation"
      title="Preparation"
      lede="By the condition that the surface is in. 25 % is a share of the painting hours, 0.01 are hours per unit. Empty is none."
      Reading={PrepReading}
      Fields={PrepFields}
    />
  );
}

function PrepReading() {
  const rates = useRates();
  return <ReadTable label="Preparation by surface and condition" columns={prepColumns(rates)} rows={prepRows(rates)} />;
}

function PrepFields() {
  const { values } = useRates();
  const conditions = listOf(values, 'conditions');
  const nameOf = (id: string) => textOf(values, `condition.${id}.name`) || 'New condition';
  return (
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
                {conditions.length > 1 && (
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
  );
}
