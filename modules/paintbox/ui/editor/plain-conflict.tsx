import { LinkButton } from '#app/ui/button.tsx';
import { CsrfField } from '#app/ui/csrf.tsx';
import { SEEN_FIELD, SIDE_FIELD } from '../../domain/inputs/form-fields.ts';
import type { FormClashes } from './clashes.ts';

/**
 * Two people changed the same, and one of them sent a form of the page: the form once more, with a choice for each clash. Works without a
 * script, and says the same as the dialog of the sheet.
 */
export default function PlainConflict({ clashes: { values, version, clashes } }: { clashes: FormClashes }) {
  const own = (name: string) => name === '_csrf' || name === SEEN_FIELD || name.startsWith(SIDE_FIELD);
  const posted = Object.entries(values).filter(([name]) => !own(name));
  return (
    <section className="card" aria-labelledby="conflict-title">
      <h2 id="conflict-title">Somebody else changed the same</h2>
      <p>Everything that only one of you changed will be merged. Choose what holds for the rest.</p>
      <form method="post">
        {posted.flatMap(([name, value]) =>
          [value].flat().map((each) => <input key={`${name} ${each}`} type="hidden" name={name} value={each} />),
        )}
        <CsrfField />
        <input type="hidden" name={SEEN_FIELD} value={version} />
        <ul className="ed-clashes">
          {clashes.map(({ id, label, theirs, mine }) => (
            <li key={id}>
              <fieldset className="ed-clash">
                <legend>{label}</legend>
                <Side name={SIDE_FIELD + id} side="theirs" title="Theirs" text={theirs} />
                <Side name={SIDE_FIELD + id} side="mine" title="Yours" text={mine} />
              </fieldset>
            </li>
          ))}
        </ul>
        <div className="form-actions">
          <button type="submit" className="btn btn-primary">
            Save both
          </button>
          <LinkButton to="?" variant="quiet">
            Leave it as they saved it
          </LinkButton>
        </div>
      </form>
    </section>
  );
}

function Side({ name, side, title, text }: { name: string; side: string; title: string; text: string }) {
  return (
    <label className="ed-clash-side">
      <input type="radio" className="check" name={name} value={side} required />
      <span>
        <small>{title}</small>
        {text || 'Empty'}
      </span>
    </label>
  );
}
