import { Notice } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Form } from '../ui/form.tsx';

/** Stands in every page until the address is confirmed, with the way to have the letter sent again. */
export function ConfirmNotice({ email }: { email: string }) {
  return (
    <div className="page-notice">
      <Notice
        title="Confirm your email address"
        action={
          <Form name="resend" action="/account" className="form-inline" failure={null}>
            <input type="hidden" name="intent" value="resend" />
            <Button type="submit" size="small">
              Send it again
            </Button>
          </Form>
        }
      >
        A letter with a link went to {email}. Until you open it, nothing is mailed in your name.
      </Notice>
    </div>
  );
}
