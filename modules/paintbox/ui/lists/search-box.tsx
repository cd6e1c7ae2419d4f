import { Form, useSearchParams, useSubmit } from '@remix-run/react';
import { type FormEvent, useEffect, useRef } from 'react';
import { Icon } from '#app/ui/icons.tsx';

/** How long a pause in typing is, in ms. */
const pause = 220;

/**
 * Narrows the list on the page. Enter sends it as any form; with a script it follows the typing. Keeps what else the
 * address says, but for the page: a new search begins on the first.
 */
export function SearchBox({ label, placeholder }: { label: string; placeholder?: string }) {
  const [search] = useSearchParams();
  const submit = useSubmit();
  const timer = useRef<ReturnType<typeof setTimeout>>();
  const q = search.get('q') ?? '';
  const input = useRef<HTMLInputElement>(null);
  useFollowAddress(input, q);

  function follow(event: FormEvent<HTMLFormElement>) {
    const form = event.currentTarget;
    clearTimeout(timer.current);
    timer.current = setTimeout(() => submit(form, { replace: true, preventScrollReset: true }), pause);
  }

  return (
    <Form className="w-full sm:w-72" role="search" onInput={follow} onSubmit={() => clearTimeout(timer.current)}>
      {[...search].map(([name, value]) =>
        name === 'q' || name === 'page' ? null : <input key={name} type="hidden" name={name} value={value} />,
      )}
      <div className="control control-group">
        <Icon name="search" />
        <input
          ref={input}
          type="search"
          name="q"
          defaultValue={q}
          aria-label={label}
          placeholder={placeholder}
          autoComplete="off"
          maxLength={120}
        />
      </div>
    </Form>
  );
}

/** Back and Forward change the address: the box says what the list shows, unless somebody is typing in it. */
function useFollowAddress(input: React.RefObject<HTMLInputElement>, q: string) {
  useEffect(() => {
    if (input.current && document.activeElement !== input.current) input.current.value = q;
  }, [input, q]);
}
