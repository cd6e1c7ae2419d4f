import { createHash } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { storedFile, tenant, tenantBrand } from '#db/schema/index.ts';
import type { TenantTx } from '#db/tenant.server.ts';
import { audit } from '../audit/audit.server.ts';
import { Refusal } from '../errors/refusal.ts';
import { fileResponse, requireKind } from '../files/file.server.ts';
import { fileKinds, kindOf } from '../files/kinds.ts';
import { pictureSize } from '../files/picture.ts';
import type { OperationContext } from '../tenancy/operation.server.ts';
import { type Colour, parseColour } from '../values/colour.ts';
import { requireRoom } from './quota.server.ts';

export const maxLogoBytes = 512 * 1024;
const maxLogoSide = 4_000;

export interface Brand {
  colour: Colour | null;
  /** The file of the logo: another one has another id. */
  logoId: string | null;
}

/** How the transaction's tenant looks to its clients. */
export async function findBrand(tx: TenantTx): Promise<Brand> {
  const [row] = await tx.select({ colour: tenantBrand.colour, logoId: tenantBrand.logoFileId }).from(tenantBrand);
  return { colour: row?.colour ? parseColour(row.colour) : null, logoId: row?.logoId ?? null };
}

export interface Logo {
  bytes: Uint8Array;
  kind: 'png' | 'jpeg';
}

export async function findLogo(tx: TenantTx): Promise<Logo | null> {
  const [row] = await tx
    .select({ bytes: storedFile.bytes })
    .from(tenantBrand)
    .innerJoin(storedFile, eq(storedFile.id, tenantBrand.logoFileId));
  if (!row) return null;
  const kind = kindOf(row.bytes);
  return kind === 'png' || kind === 'jpeg' ? { bytes: row.bytes, kind } : null;
}

/** The logo as an answer, to be shown in a page. */
export function logoResponse({ bytes, kind }: Logo): Response {
  // Its address has the id of the file, so it may be kept.
  const headers = { 'Cache-Control': 'private, max-age=86400, immutable' };
  return fileResponse({ name: 'logo', kind, body: bytes, isShown: true, headers });
}

export interface BrandInput {
  name: string;
  colour: Colour | null;
  /** A new logo; null takes the present one away, undefined keeps it. */
  logo: Uint8Array | null | undefined;
}

/** Changes name, colour and logo together. @throws Refusal unsupported, too-large or invalid for a logo that is none */
export async function saveBrand(ctx: OperationContext, input: BrandInput): Promise<void> {
  const before = await lockBrand(ctx.tx);
  const logoId = input.logo === undefined ? before.logoId : input.logo && (await storeLogo(ctx, input.logo));
  const values = { colour: input.colour, logoFileId: logoId, updatedBy: ctx.actor.userId };
  await ctx.tx.insert(tenantBrand).values(values).onConflictDoUpdate({ target: tenantBrand.tenantId, set: values });
  await ctx.tx.update(tenant).set({ name: input.name }).where(eq(tenant.id, ctx.tenant.id));
  if (before.logoId && before.logoId !== logoId)
    await ctx.tx.delete(storedFile).where(eq(storedFile.id, before.logoId));
  await audit(ctx, {
    action: 'tenant.brand_changed',
    subjectType: 'tenant',
    subjectId: ctx.tenant.id,
    before,
    after: { name: input.name, colour: input.colour, logoId },
  });
}

/** Behind the tenant's own row, so that two who save at once do so one after the other. */
async function lockBrand(tx: TenantTx): Promise<Brand & { name: string }> {
  const [own] = await tx.select({ name: tenant.name }).from(tenant).for('no key update');
  return { name: own?.name ?? '', ...(await findBrand(tx)) };
}

async function storeLogo(ctx: OperationContext, bytes: Uint8Array): Promise<string> {
  if (bytes.byteLength > maxLogoBytes) {
    throw new Refusal('too-large', `A logo may have up to ${maxLogoBytes / 1024} KiB. Save it smaller and try again.`);
  }
  // What the PDF can print as well.
  const kind = requireKind(bytes, ['png', 'jpeg']) as Logo['kind'];
  const size = pictureSize(bytes, kind);
  if (!size || Math.max(size.width, size.height) > maxLogoSide) {
    throw new Refusal('invalid', `This picture is damaged, or wider or higher than ${maxLogoSide} pixels.`);
  }
  await requireRoom(ctx.tx, bytes.byteLength);
  const { mediaType, extension } = fileKinds[kind];
  const [file] = await ctx.tx
    .insert(storedFile)
    .values({
      name: `logo.${extension}`,
      mediaType,
      size: bytes.byteLength,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      bytes,
      createdBy: ctx.actor.userId,
      createdAt: ctx.now,
    })
    .returning({ id: storedFile.id });
  if (!file) throw new Error('The logo was not written.');
  return file.id;
}
