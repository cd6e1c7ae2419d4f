import { strToU8, zipSync } from 'fflate';
import { cellName } from '#app/workbook/address.ts';
import { createWorkbook } from '#app/workbook/create.ts';
import { escapeXml } from '#app/workbook/file/xml.ts';
import { writeWorkbook } from '#app/workbook/write.ts';

const contentTypes = `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/></Types>`;
const relations = `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`;
const ownRelations = `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>`;
const word = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
const heading = (level: number) =>
  `<w:style w:type="paragraph" w:styleId="Heading${level}"><w:name w:val="heading ${level}"/></w:style>`;

/** A Word document of paragraphs; one that begins with `#` is a heading. */
export function docxOf(paragraphs: readonly string[]): Uint8Array {
  const body = paragraphs.map((text) => {
    const [, signs, name] = /^(#+) (.*)$/.exec(text) ?? [];
    const style = signs ? `<w:pPr><w:pStyle w:val="Heading${signs.length}"/></w:pPr>` : '';
    return `<w:p>${style}<w:r><w:t xml:space="preserve">${escapeXml(name ?? text)}</w:t></w:r></w:p>`;
  });
  return zipSync({
    '[Content_Types].xml': strToU8(contentTypes),
    '_rels/.rels': strToU8(relations),
    'word/document.xml': strToU8(
      `<?xml version="1.0"?><w:document ${word}><w:body>${body.join('')}</w:body></w:document>`,
    ),
    'word/_rels/document.xml.rels': strToU8(ownRelations),
    'word/styles.xml': strToU8(`<?xml version="1.0"?><w:styles ${word}>${[1, 2, 3].map(heading).join('')}</w:styles>`),
  });
}

/** A PDF with a page for each text, written by hand: Latin letters, lines as they are. */
export function pdfOf(pages: readonly string[]): Uint8Array {
  const objects: string[] = [];
  const add = (body: string) => objects.push(body);
  add('<< /Type /Catalog /Pages 2 0 R >>');
  const kids = pages.map((_, at) => `${4 + at * 2} 0 R`);
  add(`<< /Type /Pages /Count ${pages.length} /Kids [${kids.join(' ')}] >>`);
  add('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>');
  for (const [at, text] of pages.entries()) {
    const lines = text.split('\n').map((line) => `(${line.replace(/[\\()]/g, '\\$&')}) Tj T*`);
    const stream = `BT /F1 12 Tf 14 TL 50 750 Td ${lines.join(' ')} ET`;
    add(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >> /Contents ${5 + at * 2} 0 R >>`,
    );
    add(`<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`);
  }
  let file = '%PDF-1.4\n';
  const places = objects.map((body, at) => {
    const place = file.length;
    file += `${at + 1} 0 obj\n${body}\nendobj\n`;
    return `${String(place).padStart(10, '0')} 00000 n \n`;
  });
  const table = file.length;
  file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${places.join('')}`;
  file += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${table}\n%%EOF\n`;
  return Uint8Array.from(file, (sign) => sign.charCodeAt(0));
}

/** A workbook of one sheet. */
export function xlsxOf(name: string, rows: readonly (readonly (string | number)[])[]): Uint8Array {
  const cells = rows.flatMap((row, at) => row.map((value, col) => [cellName(at, col), { value }] as const));
  return writeWorkbook(createWorkbook({ sheets: [{ name, cells: Object.fromEntries(cells) }] }));
}
