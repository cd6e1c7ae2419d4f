import type { MetaFunction } from '@remix-run/node';
import { redirect } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { useState } from 'react';
import { z } from 'zod';
import { findBrand, saveBrand } from '../admin/brand.server.ts';
import { BrandSamples } from '../admin/brand-samples.tsx';
import { businessName } from '../auth/input.ts';
import { flash } from '../http/cookie.server.ts';
import { AdminPage } from '../shell/admin-page.tsx';
import { tenantAction, tenantLoader } from '../tenancy/gate.server.ts';
import { Checkbox } from '../ui/choice-fields.tsx';
import { FileField } from '../ui/file-field.tsx';
import { Form, FormActions, SubmitButton } from '../ui/form.tsx';
import { Section } from '../ui/page.tsx';
import { TextField } from '../ui/text-fields.tsx';
import { parseColour } from '../values/colour.ts';

export const meta: MetaFunction = () => [{ title: 'Branding · Candlefish' }];

export const loader = tenantLoader({ permission: 'tenant:admin' }, async ({ tx, tenant }) => {
  const { colour, logoId } = await findBrand(tx);
  const logo = logoId && `/t/${tenant.slug}/admin/branding/logo?v=${logoId}`;
  return { name: tenant.name, colour, logo };
});

const colourInput = z
  .string()
  .trim()
  .transform((text, context) => {
    const colour = text === '' ? null : parseColour(text);
    if (text !== '' && !colour)
      context.addIssue({ code: 'custom', message: 'Write it as #1d6f8c, or leave it empty.' });
    return colour;
  });

const input = z.object({
  name: businessName,
  colour: colourInput,
  logo: z.instanceof(File).optional(),
  removeLogo: z.literal('on').optional(),
});

export const action = tenantAction({ permission: 'tenant:admin', input }, async ({ operation, input, url }) => {
  const { name, colour, logo, removeLogo } = input;
  const file = logo && logo.size > 0 ? new Uint8Array(await logo.arrayBuffer()) : undefined;
  await saveBrand(operation, { name, colour, logo: file ?? (removeLogo ? null : undefined) });
  const message = await flash('Saved. Quotes, their PDFs and letters look like this from now on.');
  return redirect(url.pathname, { headers: { 'Set-Cookie': message } });
});

export default function Branding() {
  const saved = useLoaderData<typeof loader>();
  const [typed, setTyped] = useState<{ name: string; colour: string }>();
  const shown = {
    name: typed?.name || saved.name,
    colour: typed ? parseColour(typed.colour) : saved.colour,
    logo: saved.logo,
  };
  return (
    <AdminPage
      title="Branding"
      lede="How clients see the business: on quotes, their PDFs, and in letters."
      size="narrow"
    >
      <Form
        name="brand"
        encType="multipart/form-data"
        onChange={(event) => {
          const fields = new FormData(event.currentTarget);
          setTyped({ name: String(fields.get('name') ?? ''), colour: String(fields.get('colour') ?? '') });
        }}
      >
        <TextField name="name" label="Name of the business" defaultValue={saved.name} autoComplete="organization" />
        <TextField
          name="colour"
          label="Colour"
          defaultValue={saved.colour ?? ''}
          placeholder="#1d6f8c"
          autoComplete="off"
          spellCheck={false}
          help="Where it would hardly be seen it is shown a little lighter or darker."
        />
        <FileField
          name="logo"
          label={saved.logo ? 'Another logo' : 'Logo'}
          accept="image/png,image/jpeg"
          help="A PNG or JPEG of up to 512 KiB."
        />
        {saved.logo && <Checkbox name="removeLogo" label="Take the logo away" />}
        <FormActions>
          <SubmitButton>Save</SubmitButton>
        </FormActions>
      </Form>
      <Section title="How it looks" lede="Clients read in the theme that their own device has.">
        <BrandSamples {...shown} />
      </Section>
    </AdminPage>
  );
}
