import { Form, SubmitButton } from '#app/ui/form.tsx';
import { TextArea } from '#app/ui/text-fields.tsx';
import { type Message, Messages } from './questions.tsx';

export interface Question extends Message {
  answeredAt: Date | null;
}

/** What the client asked, and a box to answer the question that waits longest. */
export function Replies({
  questions,
  business,
  mayAnswer,
}: {
  questions: readonly Question[];
  business: string;
  mayAnswer: boolean;
}) {
  const waiting = questions.find(({ side, answeredAt }) => side === 'client' && answeredAt === null);
  return (
    <div className="grid gap-5">
      <Messages messages={questions} business={business} />
      {mayAnswer && waiting && (
        <Form name="answer" key={waiting.id} resetWhenDone>
          <input type="hidden" name="intent" value="answer" />
          <input type="hidden" name="questionId" value={waiting.id} />
          <TextArea
            name="body"
            label={`Answer ${waiting.authorName}`}
            maxLength={4000}
            help="They read it on the quote's page."
          />
          <div>
            <SubmitButton icon="send">Answer</SubmitButton>
          </div>
        </Form>
      )}
    </div>
  );
}
