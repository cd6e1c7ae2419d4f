import { type DragEvent, type FormEvent, useRef, useState } from 'react';
import { FileField } from '#app/ui/file-field.tsx';
import { Form, SubmitButton } from '#app/ui/form.tsx';
import { useFormState } from '#app/ui/form-context.ts';
import { Progress } from '#app/ui/progress.tsx';
import type { FormFailure } from '#app/values/result.ts';

/** As the server refuses it, said before megabytes are sent. */
const maxBytes = 25 * 1024 * 1024;

/** Takes one .xlsx file: chosen, or dropped anywhere on it; with a script it is sent as soon as it is there. */
export function UploadForm({ submission, isFirst }: { submission: string; isFirst: boolean }) {
  const [refused, setRefused] = useState<FormFailure>();
  const [isOver, setOver] = useState(false);
  const box = useRef<HTMLDivElement>(null);

  function check(event: FormEvent<HTMLFormElement>) {
    const problem = problemWith(event.currentTarget);
    setRefused(problem);
    if (problem) event.preventDefault();
  }

  function drop(event: DragEvent) {
    setOver(false);
    const input = box.current?.querySelector<HTMLInputElement>('input[type="file"]');
    if (!input || event.dataTransfer.files.length === 0) return;
    event.preventDefault();
    input.files = event.dataTransfer.files;
    input.form?.requestSubmit();
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a shortcut to the file field inside
    <div
      ref={box}
      className={isOver ? 'wb-upload wb-upload-over' : 'wb-upload'}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <Form
        name="import"
        encType="multipart/form-data"
        submission={submission}
        failure={refused}
        onSubmit={check}
        onChange={(event) => {
          setRefused(undefined);
          if (event.target instanceof HTMLInputElement && event.target.files?.length)
            event.currentTarget.requestSubmit();
        }}
      >
        <input type="hidden" name="intent" value="import" />
        <FileField
          name="file"
          label={isFirst ? 'Import the workbook you estimate with' : 'Import a workbook'}
          invitation="Drop an .xlsx file here"
          help="Up to 25 MB. Macros are kept in the file and never run."
          accept=".xlsx,.xlsm,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        />
        <Sending />
      </Form>
    </div>
  );
}

function Sending() {
  const { pending } = useFormState();
  return pending ? (
    <Progress label="Sending the file, calculating it and comparing every formula" />
  ) : (
    <div className="wb-plain-only">
      <SubmitButton icon="upload">Import</SubmitButton>
    </div>
  );
}

function problemWith(form: HTMLFormElement): FormFailure | undefined {
  const file = new FormData(form).get('file');
  if (!(file instanceof File) || file.size === 0) return failure('Choose an .xlsx workbook that is not empty.');
  if (file.size > maxBytes)
    return failure(`${file.name} is larger than 25 MB. Save a copy without pictures and try again.`);
  return undefined;
}

function failure(message: string): FormFailure {
  return { ok: false, message, fieldErrors: { file: [message] }, values: {} };
}
