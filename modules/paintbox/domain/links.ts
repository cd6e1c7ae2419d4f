/** Addresses of this product's pages, absolute from the root of the site. `tenant` is the tenant's slug. */

const base = (tenant: string) => `/t/${encodeURIComponent(tenant)}/paintbox`;

export const links = {
  home: (tenant: string) => base(tenant),
  estimates: (tenant: string) => `${base(tenant)}/estimates`,
  /** The list as a file; the list's own search parameters go behind it. */
  estimatesExport: (tenant: string, format: 'csv' | 'xlsx') => `${base(tenant)}/estimates/export/${format}`,
  newEstimate: (tenant: string) => `${base(tenant)}/estimates/new`,
  estimate: (tenant: string, id: string) => `${base(tenant)}/estimates/${id}`,
  estimateSaves: (tenant: string, id: string) => `${base(tenant)}/estimates/${id}/saves`,
  estimateQuote: (tenant: string, id: string) => `${base(tenant)}/estimates/${id}/quote`,
  estimatePdf: (tenant: string, id: string) => `${base(tenant)}/estimates/${id}/quote.pdf`,
  estimateXlsx: (tenant: string, id: string) => `${base(tenant)}/estimates/${id}/estimate.xlsx`,
  clients: (tenant: string) => `${base(tenant)}/clients`,
  newClient: (tenant: string) => `${base(tenant)}/clients/new`,
  client: (tenant: string, id: string) => `${base(tenant)}/clients/${id}`,
  clientPlaces: (tenant: string, id: string) => `${base(tenant)}/clients/${id}/places`,
  /** Where an admin sees what erasing a person would do. */
  erasePerson: (tenant: string, kind: 'client' | 'contact', id: string) =>
    `/t/${encodeURIComponent(tenant)}/admin/people/paintbox.${kind}/${id}`,
  deals: (tenant: string) => `${base(tenant)}/deals`,
  deal: (tenant: string, id: string) => `${base(tenant)}/deals/${id}`,
  rates: (tenant: string) => `${base(tenant)}/rates`,
  workbooks: (tenant: string) => `${base(tenant)}/workbooks`,
  workbook: (tenant: string, id: string) => `${base(tenant)}/workbooks/${id}`,
  workbookCell: (tenant: string, id: string, place: { sheet: string; cell: string }) =>
    `${base(tenant)}/workbooks/${id}?${new URLSearchParams(place)}#sheet`,
  workbookSave: (tenant: string, id: string) => `${base(tenant)}/workbooks/${id}/save`,
  workbookXlsx: (tenant: string, id: string) => `${base(tenant)}/workbooks/${id}/file.xlsx`,
  /** The client's page: no tenant in sight, the token is the key. */
  quote: (token: string) => `/q/${token}`,
  quoteLogo: (token: string) => `/q/${token}/logo`,
  quotePdf: (token: string) => `/q/${token}/quote.pdf`,
} as const;
