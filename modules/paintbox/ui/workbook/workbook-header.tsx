import { Form as PlainForm, useParams } from '@remix-run/react';
import { useState } from 'react';
import { Button } from '#app/ui/button.tsx';
import { CsrfField } from '#app/ui/csrf.tsx';
import { Dialog } from '#app/ui/dialog.tsx';
import { Form, FormActions, SubmitButton } from '#app/ui/form.tsx';
import { Icon } from '#app/ui/icons.tsx';
import { Menu, MenuAction, MenuButton, MenuLink, MenuSeparator } from '#app/ui/menu.tsx';
import { Breadcrumbs } from '#app/ui/navigation.tsx';
import { PageHeader } from '#app/ui/page.tsx';
import { TextField } from '#app/ui/text-fields.tsx';
import { links } from '../../domain/links.ts';
import { AuditBadge } from './audit-badge.tsx';
import type { WorkbookPageData } from './page-data.ts';

export function WorkbookHeader({ workbook, audit, mayWrite, mayArchive }: WorkbookPageData) {
  const { tenant = '' } = useParams();
  const file = links.workbookXlsx(tenant, workbook.id);
  const [isRenaming, setRenaming] = useState(false);
  return (
    <>
      <PageHeader
        title={workbook.name}
        above={<Breadcrumbs crumbs={[{ label: 'Workbooks', to: links.workbooks(tenant) }]} />}
        status={<AuditBadge summary={audit.summary} />}
      >
        {mayWrite && (
          <a className="btn btn-secondary" href="#totals">
            <Icon name="estimate" />
            Take totals
          </a>
        )}
        <a className="btn btn-secondary" href={file} download>
          <Icon name="download" />
          Download
        </a>
        <Menu label="More" icon="more" iconOnly variant="quiet" align="end">
          {mayWrite && (
            <MenuButton icon="edit" onClick={() => setRenaming(true)}>
              Rename
            </MenuButton>
          )}
          <MenuLink to={`${file}?as=imported`} icon="download" reloadDocument>
            The file as it was imported
          </MenuLink>
          {mayWrite && (
            <MenuAction icon="check" fields={{ intent: 'audit' }}>
              Compare every formula again
            </MenuAction>
          )}
          {mayArchive && <MenuSeparator />}
          {mayArchive && (
            <MenuAction icon="trash" fields={{ intent: workbook.isArchived ? 'restore' : 'archive' }}>
              {workbook.isArchived ? 'Restore' : 'Archive'}
            </MenuAction>
          )}
        </Menu>
      </PageHeader>
      {mayWrite && <Rename name={workbook.name} open={isRenaming} onClose={() => setRenaming(false)} />}
      {mayWrite && <PlainRename name={workbook.name} />}
    </>
  );
}

function Rename({ name, open, onClose }: { name: string; open: boolean; onClose: () => void }) {
  return (
    <Dialog open={open} onClose={onClose} title="Rename the workbook">
      <Form name="rename" onSubmit={onClose}>
        <input type="hidden" name="intent" value="rename" />
        <TextField name="name" label="Name" defaultValue={name} maxLength={120} autoComplete="off" />
        <FormActions>
          <SubmitButton>Rename</SubmitButton>
          <Button variant="quiet" onClick={onClose}>
            Cancel
          </Button>
        </FormActions>
      </Form>
    </Dialog>
  );
}

/** A dialog needs a script; this does the same without one. */
function PlainRename({ name }: { name: string }) {
  return (
    <noscript>
      <PlainForm method="post" className="form-inline">
        <CsrfField />
        <input type="hidden" name="intent" value="rename" />
        <input className="control" name="name" aria-label="Name of the workbook" defaultValue={name} maxLength={120} />
        <button type="submit" className="btn btn-secondary">
          Rename
        </button>
      </PlainForm>
    </noscript>
  );
}
