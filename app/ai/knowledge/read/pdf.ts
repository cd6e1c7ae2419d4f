import { getDocumentProxy } from 'unpdf';
import { DocumentProblem, Passages, readingLimits } from '../passage.ts';

type Pdf = Awaited<ReturnType<typeof getDocumentProxy>>;
type Page = Awaited<ReturnType<Pdf['getPage']>>;

/** A passage for each page. */
export async function readPdf(bytes: Uint8Array): Promise<Passages> {
  const pdf = await open(bytes);
  if (pdf.numPages > readingLimits.pages)
    throw new DocumentProblem(
      `This PDF has ${pdf.numPages.toLocaleString('en')} pages, and up to ${readingLimits.pages.toLocaleString('en')} are read. Split it into smaller ones.`,
    );
  const passages = new Passages();
  for (let number = 1; number <= pdf.numPages; number += 1) {
    const page = await pdf.getPage(number);
    passages.add(`page ${number}`, await textOf(page));
    page.cleanup();
  }
  if (passages.list.length === 0)
    throw new DocumentProblem('This PDF has no text: it may be a scan. Recognise its text (OCR) and add it again.');
  return passages;
}

async function open(bytes: Uint8Array): Promise<Pdf> {
  try {
    // Fonts, pictures and scripts are of no interest, and one damaged part does not hide the rest.
    return await getDocumentProxy(bytes, { stopAtErrors: false, verbosity: 0 });
  } catch (error) {
    if (error instanceof Error && error.name === 'PasswordException')
      throw new DocumentProblem('This PDF is protected by a password. Save a copy without one and add that.');
    throw new DocumentProblem('This PDF is damaged or incomplete and cannot be opened.');
  }
}

async function textOf(page: Page): Promise<string> {
  const { items } = await page.getTextContent();
  let text = '';
  for (const item of items) if ('str' in item) text += item.hasEOL ? `${item.str}\n` : item.str;
  return text;
}
