import { type ClipboardEvent, type DragEvent, type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { IconButton } from '../ui/button.tsx';
import { CsrfField } from '../ui/csrf.tsx';
import { cx } from '../ui/cx.ts';
import { usePlainId } from '../ui/form-context.ts';
import { Icon } from '../ui/icons.tsx';
import type { Attachment, Doors } from './doors.ts';
import { emptyDraft, type KeptDraft, keepDraft, type MentionedRecord, readDraft } from './drafts.ts';
import { mentionsIn } from './mention.ts';
import { ModelChooser } from './model-chooser.tsx';
import type { AssistantSetup, PageBeside } from './setup.ts';
import { readable, useAttachments } from './use-attachments.ts';
import type { Draft } from './use-conversation.ts';
import { useMentions } from './use-mentions.ts';

/** Words that come from elsewhere: a suggestion, a message that is edited or could not be sent. A new object each time. */
export interface Given {
  text: string;
  attachments?: readonly Attachment[];
  mentions?: readonly MentionedRecord[];
}

/** What the form without a script needs: a name for its message, so that it is said once however often it is sent. */
export interface PostedForm {
  messageId: string;
  failure?: { message: string; values: Record<string, unknown> };
}

export interface ComposerProps {
  doors: Doors;
  setup: AssistantSetup;
  /** Names the draft in this browser. */
  place: string;
  posted?: PostedForm;
  beside: PageBeside | null;
  model: string | null;
  onModel: (id: string) => void;
  isBusy: boolean;
  given?: Given;
  /** The box takes the focus when this turns true: somebody has opened the panel. */
  focusFirst: boolean;
  /** A message is being said differently. */
  isEditing: boolean;
  onCancelEdit: () => void;
  ensure: () => Promise<string>;
  onSend: (draft: Draft) => Promise<void>;
  onStop: () => void;
  /** The arrow up in an empty box. */
  onEditLast: () => void;
}

/** Where one asks: words, files, records by @, the page one is on. Without a script it is a form that posts the words. */
export function Composer(props: ComposerProps) {
  const { doors, setup, place, posted, beside, model, isBusy, given, isEditing, focusFirst } = props;
  const box = useRef<HTMLTextAreaElement>(null);
  const id = usePlainId();
  const { draft, change } = useDraft(place, box, String(posted?.failure?.values.text ?? ''));
  const [leftOut, setLeftOut] = useState<string>();
  const [isOver, setOver] = useState(false);
  const add = (attachment: Attachment) =>
    change((kept) => ({ ...kept, attachments: [...kept.attachments, attachment] }));
  const { arriving, add: attach, giveUp } = useAttachments(doors, props.ensure, add);
  const naming = useMentions(doors, box, draft.text, (text, mention) =>
    change((kept) => ({ ...kept, text, mentions: [...kept.mentions, mention] })),
  );
  const shownPage = beside && beside.path !== leftOut ? beside : null;
  const isBlocked = setup.usedUp !== null;
  const isEmpty = draft.text.trim() === '' && draft.attachments.length === 0;
  const isHeldUp = isBusy || arriving.length > 0;
  const [isWaiting, setWaiting] = useState(false);

  useEffect(() => {
    if (focusFirst) box.current?.focus();
  }, [focusFirst]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: what is given is taken once
  useEffect(() => {
    if (!given) return;
    const { text, attachments, mentions } = given;
    change((kept) => ({ text, attachments: attachments ?? kept.attachments, mentions: mentions ?? kept.mentions }));
    box.current?.focus();
  }, [given]);

  /** What is said before the answer is finished, or a file has arrived, goes out as soon as it can. */
  function send() {
    setWaiting(isHeldUp);
    if (isHeldUp || isBlocked || isEmpty) return;
    const { attachments } = draft;
    const mentions = mentionsIn(draft.text, draft.mentions).map(({ label, href }) => ({ label, href }));
    const context = shownPage || mentions.length > 0 ? { path: '', title: '', ...shownPage, mentions } : undefined;
    void props.onSend({ text: draft.text.trim(), attachments, mentions, context, model: model ?? undefined });
    change(() => emptyDraft);
    naming.close();
    box.current?.focus();
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: it is sent as it stands when the way becomes free
  useEffect(() => {
    if (isWaiting && !isHeldUp) send();
  }, [isWaiting, isHeldUp]);

  function onKey(event: KeyboardEvent) {
    if (naming.onKey(event)) return;
    if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing && !isTouch()) {
      event.preventDefault();
      send();
    } else if (event.key === 'ArrowUp' && draft.text === '' && !isEditing) {
      event.preventDefault();
      props.onEditLast();
    } else if (event.key === 'Escape' && isEditing) {
      event.stopPropagation();
      change(() => emptyDraft);
      props.onCancelEdit();
    }
  }

  function takeFiles(event: ClipboardEvent | DragEvent, from: DataTransfer) {
    if (from.files.length === 0) return;
    event.preventDefault();
    void attach([...from.files]);
  }

  return (
    <form
      method="post"
      className={cx('composer', isOver && 'composer-over')}
      aria-label="Message to the assistant"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        setOver(false);
        takeFiles(event, event.dataTransfer);
      }}
    >
      <CsrfField />
      <input type="hidden" name="intent" value="say" />
      {posted && <input type="hidden" name="message" value={posted.messageId} />}
      {naming.isShown && <MentionList id={`${id}-mentions`} {...naming} />}
      <Chips
        {...{ draft, arriving, giveUp }}
        page={isEditing ? null : shownPage}
        onLeaveOut={() => setLeftOut(beside?.path)}
        onRemove={(gone) =>
          change((kept) => ({ ...kept, attachments: kept.attachments.filter((each) => each.id !== gone) }))
        }
      />
      <label className="sr-only" htmlFor={id}>
        Ask, or say what to do
      </label>
      <textarea
        ref={box}
        id={id}
        name="text"
        rows={1}
        maxLength={30_000}
        placeholder={isEditing ? 'Say it differently' : 'Ask, or say what to do'}
        value={draft.text}
        autoComplete="off"
        enterKeyHint={isTouch() ? 'enter' : 'send'}
        aria-autocomplete="list"
        aria-controls={naming.isShown ? `${id}-mentions` : undefined}
        aria-activedescendant={naming.isShown ? `${id}-mentions-${naming.active}` : undefined}
        onChange={(event) => {
          const { value, selectionStart } = event.currentTarget;
          change((kept) => ({ ...kept, text: value }));
          setWaiting(false);
          naming.look(value, selectionStart);
        }}
        onKeyDown={onKey}
        onBlur={naming.close}
        onPaste={(event) => takeFiles(event, event.clipboardData)}
      />
      {isWaiting && (!isEmpty || arriving.length > 0) && (
        <p className="composer-waits" role="status">
          {isBusy ? 'Goes out when the answer is finished.' : 'Goes out when the file has arrived.'}
          <button type="button" className="btn btn-quiet btn-small" onClick={() => setWaiting(false)}>
            Hold it back
          </button>
        </p>
      )}
      <div className="composer-foot">
        <FileButton onFiles={(files) => void attach(files)} />
        <ModelChooser models={setup.models} chosen={model} onChoose={props.onModel} />
        <span className="push" />
        {isEditing && (
          <button
            type="button"
            className="btn btn-quiet btn-small"
            onClick={() => {
              change(() => emptyDraft);
              props.onCancelEdit();
            }}
          >
            Cancel
          </button>
        )}
        {isBusy ? (
          <IconButton icon="stop" label="Stop the answer (Escape)" variant="secondary" onClick={props.onStop} />
        ) : (
          <IconButton
            icon="arrow-up"
            label={isEditing ? 'Send it as edited' : 'Send'}
            type="submit"
            variant="primary"
            className="composer-send"
            aria-disabled={isBlocked || undefined}
          />
        )}
      </div>
    </form>
  );
}

/** The text of the box, kept in the browser as it is typed. */
function useDraft(place: string, box: React.RefObject<HTMLTextAreaElement>, refused: string) {
  const [draft, setDraft] = useState<KeptDraft>({ ...emptyDraft, text: refused });
  const at = useRef(place);
  const current = useRef(draft);
  current.current = draft;
  useEffect(() => {
    // A new conversation that has got its id keeps its draft under that.
    if (at.current !== place) {
      keepDraft(at.current, emptyDraft);
      keepDraft(place, current.current);
      at.current = place;
      return;
    }
    const typed = box.current?.value ?? '';
    const kept = readDraft(place);
    // Somebody may have begun to type before the script was there.
    setDraft(typed === '' ? kept : { ...kept, text: typed });
  }, [place, box]);
  return {
    draft,
    change(next: (kept: KeptDraft) => KeptDraft) {
      const changed = next(current.current);
      current.current = changed;
      setDraft(changed);
      keepDraft(at.current, changed);
    },
  };
}

/** Under a thumb the key for a new line is the one that is there. */
function isTouch(): boolean {
  return typeof matchMedia === 'function' && matchMedia('(pointer: coarse)').matches;
}

function MentionList({
  id,
  mentions,
  active,
  choose,
}: Pick<ReturnType<typeof useMentions>, 'mentions' | 'active' | 'choose'> & { id: string }) {
  return (
    <>
      <div id={id} role="listbox" aria-label="Records" className="options mention-list">
        {mentions.map((mention, at) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are heard in the box that keeps the focus
          <div
            key={`${mention.href} ${mention.label}`}
            id={`${id}-${at}`}
            role="option"
            tabIndex={-1}
            aria-selected={at === active}
            className="option"
            // Pressing must not take the focus out of the box.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => choose(mention)}
          >
            {mention.label}
            {mention.detail && <small>{mention.detail}</small>}
          </div>
        ))}
      </div>
      <p className="sr-only" aria-live="polite">
        {mentions.length === 1 ? '1 record' : `${mentions.length} records`}; arrows choose, Enter takes one.
      </p>
    </>
  );
}

function Chips({
  draft,
  arriving,
  giveUp,
  page,
  onLeaveOut,
  onRemove,
}: {
  draft: KeptDraft;
  page: PageBeside | null;
  onLeaveOut: () => void;
  onRemove: (id: string) => void;
} & Pick<ReturnType<typeof useAttachments>, 'arriving' | 'giveUp'>) {
  if (!page && draft.attachments.length + arriving.length === 0) return null;
  return (
    <ul className="chips" aria-label="Goes with the message">
      {page && (
        <li className="chip">
          <Icon name="document" />
          <span title="The assistant knows which page you are on">{page.title}</span>
          <ChipButton label={`Leave out this page, ${page.title}`} onClick={onLeaveOut} />
        </li>
      )}
      {draft.attachments.map(({ id, name, mediaType }) => (
        <li key={id} className="chip">
          <Icon name={mediaType.startsWith('image/') ? 'image' : 'sheet'} />
          <span>{name}</span>
          <ChipButton label={`Remove ${name}`} onClick={() => onRemove(id)} />
        </li>
      ))}
      {arriving.map(({ key, name, progress }) => (
        <li key={key} className="chip">
          <progress aria-label={`${name} is on its way`} value={progress} />
          <span>{name}</span>
          <ChipButton label={`Give up ${name}`} onClick={() => giveUp(key)} />
        </li>
      ))}
    </ul>
  );
}

function ChipButton({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <button type="button" className="chip-x" aria-label={label} title={label} onClick={onClick}>
      <Icon name="x" />
    </button>
  );
}

function FileButton({ onFiles }: { onFiles: (files: File[]) => void }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label="Files for the assistant"
        accept={readable}
        onChange={(event) => {
          onFiles([...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = '';
        }}
      />
      <IconButton
        icon="paperclip"
        label="Add a workbook, a document or a photo"
        className="needs-script"
        onClick={() => input.current?.click()}
      />
    </>
  );
}
