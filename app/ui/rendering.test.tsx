import { renderToString } from 'react-dom/server';
import { createStaticHandler, createStaticRouter, StaticRouterProvider } from 'react-router-dom/server';
import { describe, expect, it } from 'vitest';
import type { FormFailure } from '#app/values/result.ts';
import { Badge } from './badge.tsx';
import { Button } from './button.tsx';
import { Checkbox, CheckboxGroup, RadioGroup, Select } from './choice-fields.tsx';
import { Combobox } from './combobox.tsx';
import { Dialog } from './dialog.tsx';
import { Form, SubmitButton } from './form.tsx';
import { Gallery } from './gallery.tsx';
import { Menu, MenuLink } from './menu.tsx';
import { type Column, Table } from './table.tsx';
import { MoneyField, TextArea, TextField } from './text-fields.tsx';

/** What the server sends for an element, at an address of the application. */
async function served(element: React.ReactElement, at = '/'): Promise<string> {
  const routes = [{ path: '/', element }];
  const { query, dataRoutes } = createStaticHandler(routes);
  const context = await query(new Request(new URL(at, 'http://candlefish.test')));
  if (context instanceof Response) throw new Error('The page redirects.');
  return renderToString(
    <StaticRouterProvider router={createStaticRouter(dataRoutes, context)} context={context} hydrate={false} />,
  );
}

/** The tag that has an attribute of this value. */
function tag(html: string, attribute: string, value: string): string {
  const found = [...html.matchAll(/<[a-z][^>]*>/g)].find(([text]) => text.includes(` ${attribute}="${value}"`));
  return found?.[0] ?? '';
}

const failure: FormFailure = {
  ok: false,
  message: 'The room was not saved.',
  fieldErrors: { width: ['Write a width.'], '': ['The estimate is locked.'] },
  values: { _form: 'room', width: 'twelve', coats: '2', surfaces: ['walls'] },
};

describe('a field', () => {
  it('is named by its label and described by its help', async () => {
    const html = await served(
      <Form name="room">
        <TextField name="width" label="Width" help="In feet." />
      </Form>,
    );
    expect(html).toContain('<label class="field-label" for="room-width">Width');
    expect(tag(html, 'id', 'room-width')).toContain('aria-describedby="room-width-help"');
    expect(tag(html, 'id', 'room-width')).toContain('aria-required="true"');
    expect(tag(html, 'id', 'room-width')).not.toContain('aria-invalid');
  });

  it('says that it is optional, and is not required then', async () => {
    const html = await served(
      <Form name="room">
        <TextArea name="note" label="Note" optional />
      </Form>,
    );
    expect(html).toContain('>optional</span>');
    expect(tag(html, 'id', 'room-note')).not.toContain('aria-required');
  });

  it('keeps what was typed and tells what is wrong when the form was refused', async () => {
    const html = await served(
      <Form name="room" failure={failure}>
        <TextField name="width" label="Width" help="In feet." defaultValue="12" />
      </Form>,
    );
    const input = tag(html, 'id', 'room-width');
    expect(input).toContain('value="twelve"');
    expect(input).toContain('aria-invalid="true"');
    expect(input).toContain('aria-describedby="room-width-error room-width-help"');
    expect(tag(html, 'id', 'room-width-error')).not.toBe('');
  });

  it('keeps what was chosen', async () => {
    const html = await served(
      <Form name="room" failure={failure}>
        <Select
          name="coats"
          label="Coats"
          defaultValue="1"
          options={[
            { value: '1', label: 'One' },
            { value: '2', label: 'Two' },
          ]}
        />
        <CheckboxGroup
          name="surfaces"
          legend="Surfaces"
          defaultValues={['trim']}
          options={[
            { value: 'walls', label: 'Walls' },
            { value: 'trim', label: 'Trim' },
          ]}
        />
        <Checkbox name="taxed" label="Taxed" defaultChecked />
      </Form>,
    );
    expect(tag(html, 'value', '2')).toContain('selected');
    expect(tag(html, 'value', 'walls')).toContain('checked');
    expect(tag(html, 'value', 'trim')).not.toContain('checked');
    expect(tag(html, 'id', 'room-taxed')).not.toContain('checked');
  });

  it('shows the symbol of the money it asks for', async () => {
    expect(await served(<MoneyField name="wage" label="Wage" currency="EUR" />)).toContain('€');
  });

  it('groups radio buttons under their legend', async () => {
    const html = await served(
      <Form name="f">
        <RadioGroup name="mode" legend="Mode" options={[{ value: 'a', label: 'A', help: 'First.' }]} />
      </Form>,
    );
    expect(html).toContain('<legend class="field-label">Mode</legend>');
    expect(tag(html, 'id', 'f-mode-a')).toContain('aria-describedby="f-mode-a-help"');
  });

  it('is a plain menu before the script has come', async () => {
    const html = await served(
      <Form name="f">
        <Combobox
          name="client"
          label="Client"
          defaultValue="b"
          options={[
            { value: 'a', label: 'A' },
            { value: 'b', label: 'B' },
          ]}
        />
      </Form>,
    );
    expect(tag(html, 'id', 'f-client')).toMatch(/^<select/);
    expect(tag(html, 'value', 'b')).toContain('selected');
  });
});

describe('a form', () => {
  it('links each error to its field', async () => {
    const html = await served(
      <Form name="room" failure={failure}>
        <TextField name="width" label="Width" />
      </Form>,
    );
    expect(html).toContain('role="alert"');
    expect(html).toContain('<a href="#room-width">Write a width.</a>');
    expect(html).toContain('<li>The estimate is locked.</li>');
  });

  it('posts by default, with its name and its submission', async () => {
    const html = await served(
      <Form name="room" submission="0192">
        <SubmitButton>Save</SubmitButton>
      </Form>,
    );
    expect(html).toContain('method="post"');
    expect(html).toContain('<input type="hidden" name="_form" value="room"/>');
    expect(html).toContain('<input type="hidden" name="_submission" value="0192"/>');
    expect(html).toContain('type="submit"');
  });
});

describe('a table', () => {
  interface Row {
    id: string;
    name: string;
    total: number;
  }
  const columns: Column<Row>[] = [
    { id: 'name', header: 'Name', sortable: true, cell: ({ name }) => name },
    { id: 'total', header: 'Total', kind: 'number', sortable: true, total: '30', cell: ({ total }) => total },
    { id: 'note', header: 'Note', extra: true, cell: () => 'n' },
  ];
  const rows = [
    { id: '1', name: 'Ada', total: 10 },
    { id: '2', name: 'Bo', total: 20 },
  ];
  const table = (
    <Table
      label="People"
      rows={rows}
      columns={columns}
      rowKey={({ id }) => id}
      rowLabel={({ name }) => name}
      bulk={{ children: null }}
    />
  );

  it('says how it is sorted, and links to the other order', async () => {
    const html = await served(table, '/?q=a&sort=total');
    expect(html).toMatch(
      /<th scope="col" class="cell-number" aria-sort="ascending"><a [^>]*href="\?q=a&amp;sort=-total"/,
    );
  });

  it('names its rows, its columns and its boxes', async () => {
    const html = await served(table);
    expect(html).toContain('<caption class="sr-only">People</caption>');
    expect(html).toContain('<th scope="row">Ada</th>');
    expect(tag(html, 'aria-label', 'Select Ada')).toContain('name="ids[]"');
  });

  it('ties its boxes to the form that acts on them', async () => {
    const html = await served(table);
    const form = /form="([^"]+)"/.exec(tag(html, 'aria-label', 'Select Bo'))?.[1] ?? 'none';
    expect(tag(html, 'id', form)).toMatch(/^<form/);
  });

  it('shows the columns that were chosen', async () => {
    expect(await served(table)).not.toContain('>Note</th>');
    const chosen = await served(table, '/?cols=note');
    expect(chosen).toContain('>Note</th>');
    expect(chosen).not.toContain('>30</td>');
  });

  it('keeps its roles when it is laid out as cards', async () => {
    const html = await served(
      <Table label="People" rows={rows} columns={columns} rowKey={({ id }) => id} phone="cards" />,
    );
    expect(html).toContain('<tbody role="rowgroup"><tr role="row"><th scope="row" role="rowheader"');
  });
});

describe('without a script', () => {
  it('a menu opens by itself', async () => {
    const html = await served(
      <Menu label="More">
        <MenuLink to="/edit">Edit</MenuLink>
      </Menu>,
    );
    const target = /popovertarget="([^"]+)"/.exec(html)?.[1] ?? 'none';
    expect(tag(html, 'id', target)).toContain('popover="auto"');
  });

  it('an open dialog is in the page', async () => {
    const html = await served(<Dialog open onClose={() => undefined} title="Send" />);
    expect(html).toMatch(/<dialog open="" aria-labelledby="([^"]+)"[^>]*>.*<h2 id="\1">Send/);
  });
});

it('a button that is busy stays in the tab order', async () => {
  const html = await served(<Button pending>Saving</Button>);
  expect(html).toContain('aria-disabled="true"');
  expect(html).not.toContain(' disabled');
});

it('a coloured badge carries an icon', async () => {
  expect(await served(<Badge tone="danger">Overdue</Badge>)).toMatch(/<svg.*Overdue/);
});

it('nothing in the gallery has a style of its own, which the content security policy forbids', async () => {
  const html = await served(<Gallery />);
  expect(html).not.toMatch(/ style="/);
  expect(html).not.toContain('<style');
});
