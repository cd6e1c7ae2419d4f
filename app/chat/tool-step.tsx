import { Icon } from '../ui/icons.tsx';
import { Spinner } from '../ui/progress.tsx';
import { Markdown } from './markdown.tsx';
import { answerOf, type ToolPart, toolLabel } from './parts.ts';
import { ShowingView } from './showing.tsx';

/** One step on the way to an answer, in one quiet line that opens: what was asked, and what was found. */
export function ToolStep({ part, isRunning }: { part: ToolPart; isRunning: boolean }) {
  const answer = answerOf(part);
  const finding = answer?.kind === 'finding' ? answer : undefined;
  return (
    <div className="tool-step">
      <details>
        <summary>
          <StepState part={part} isRunning={isRunning} />
          <span>{toolLabel(part)}</span>
          <Icon name="chevron-right" className="tool-step-more" />
        </summary>
        <div className="tool-step-inside">
          <h4>Asked with</h4>
          <pre>{JSON.stringify(part.input ?? {}, null, 2)}</pre>
          {finding && (
            <>
              <h4>Found</h4>
              <Markdown text={finding.text} />
            </>
          )}
          {part.state === 'output-error' && (
            <>
              <h4>Did not work</h4>
              <p>{part.errorText}</p>
            </>
          )}
        </div>
      </details>
      {finding?.showings?.map((showing) => (
        <ShowingView key={showing.caption} showing={showing} />
      ))}
    </div>
  );
}

function StepState({ part, isRunning }: { part: ToolPart; isRunning: boolean }) {
  if (part.state === 'output-available') return <Icon name="check" label="Done:" className="text-kelp" />;
  if (part.state === 'output-error') return <Icon name="problem" label="Did not work:" className="text-coral" />;
  if (isRunning) return <Spinner />;
  return <Icon name="minus" label="Not finished:" />;
}
