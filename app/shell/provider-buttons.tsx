import { Button } from '../ui/button.tsx';
import { Form } from '../ui/form.tsx';

export interface ProviderButtonsProps {
  providers: readonly { id: string; name: string }[];
  purpose: 'sign-in' | 'connect';
  /** Where to go afterwards, a path. */
  next?: string;
  /** The words before the provider's name. */
  verb?: string;
}

/** One button for each provider. A document of its own goes and comes back, so these forms are not sent by script. */
export function ProviderButtons({ providers, purpose, next = '/', verb = 'Continue with' }: ProviderButtonsProps) {
  return (
    <div className="grid gap-2">
      {providers.map(({ id, name }) => (
        <Form key={id} action={`/api/auth/start/${id}`} reloadDocument failure={null}>
          <input type="hidden" name="intent" value={purpose} />
          <input type="hidden" name="next" value={next} />
          <Button type="submit" {...(purpose === 'sign-in' ? { size: 'large', className: 'w-full' } : {})}>
            {verb} {name}
          </Button>
        </Form>
      ))}
    </div>
  );
}
