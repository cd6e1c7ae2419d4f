import { Notice } from '../ui/badge.tsx';
import { DateText } from '../ui/figure.tsx';
import { Form, SubmitButton } from '../ui/form.tsx';

/** Stands in every page of a business that is going to be erased, with the way to keep it for those who may. */
export function ClosingNotice({ eraseAfter, keepAt }: { eraseAfter: Date | string; keepAt: string | null }) {
  return (
    <div className="page-notice">
      <Notice
        tone="danger"
        title="This business is going to be erased"
        action={
          keepAt && (
            <Form name="keep" action={keepAt} className="form-inline" failure={null}>
              <input type="hidden" name="intent" value="keep" />
              <SubmitButton variant="secondary">Keep the business</SubmitButton>
            </Form>
          )
        }
      >
        On <DateText value={eraseAfter} shape="both" /> everything in it goes for good. Until then it works as before.
      </Notice>
    </div>
  );
}
