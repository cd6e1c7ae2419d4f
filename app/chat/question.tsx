import { memo } from 'react';
import type { ChatMessage } from '../ai/message.ts';
import { IconButton } from '../ui/button.tsx';
import { Icon } from '../ui/icons.tsx';
import type { MessageActions } from './answer.tsx';
import { Branches } from './branches.tsx';
import { plainName, withoutTricks } from './plain-text.ts';

export interface QuestionProps {
  message: ChatMessage;
  actions: MessageActions;
  mayEdit: boolean;
  /** Name the author: more than one person speaks here. */
  isShared: boolean;
}

/** What a person said, as they wrote it, and the files that went with it. */
export const Question = memo(function Question({ message, actions, mayEdit, isShared }: QuestionProps) {
  const { parts, metadata } = message;
  const files = parts.filter((part) => part.type === 'file');
  return (
    <li className="question" data-message={message.id}>
      <h3 className={isShared && metadata?.author ? 'question-author' : 'sr-only'}>
        {isShared && metadata?.author ? metadata.author.name : 'You said'}
      </h3>
      {files.length > 0 && (
        <ul className="chips" aria-label="Files">
          {files.map(({ url, filename = 'File', mediaType }) => (
            <li key={url}>
              <a className="chip" href={url} target="_blank" rel="noopener noreferrer">
                {mediaType.startsWith('image/') ? <img src={url} alt="" loading="lazy" /> : <Icon name="sheet" />}
                <span>{plainName(filename)}</span>
              </a>
            </li>
          ))}
        </ul>
      )}
      <div className="question-text">
        {parts.map((part, at) =>
          // biome-ignore lint/suspicious/noArrayIndexKey: what was said does not change
          part.type === 'text' && part.text !== '' ? <p key={at}>{withoutTricks(part.text)}</p> : null,
        )}
      </div>
      <div className="message-foot">
        <Branches message={message} onTurn={actions.turnTo} />
        {mayEdit && (
          <IconButton
            icon="edit"
            label="Say it differently"
            size="small"
            className="needs-script"
            onClick={() => actions.edit(message)}
          />
        )}
      </div>
    </li>
  );
});
