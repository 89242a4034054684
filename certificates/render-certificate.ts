import { tokyoInstant } from '../domain/time/tokyo.ts';
import type { CertificateDocument } from './certificate-document.ts';
import { checkCertificate } from './glyph-check.ts';
import type { MissingGlyph } from './glyph-check.ts';
import { Paper } from './layout/paper.ts';
import { titleOf } from './statements.ts';
import { drawStatementPage } from './statement-page.ts';
import { drawTranscript } from './transcript.ts';
import { words } from './wording.ts';

/** Thrown before anything is drawn: a person must complete this certificate. The message names fields, not names. */
export class MissingGlyphsError extends Error {
  readonly missing: readonly MissingGlyph[];
  constructor(missing: readonly MissingGlyph[]) {
    super(`no glyph for ${missing.map(({ field }) => field).join(', ')}`);
    this.name = 'MissingGlyphsError';
    this.missing = missing;
  }
}

/**
 * Draws a certificate as a tagged PDF/A-2a on A4 with subset fonts. The same input gives the same bytes: dates and
 * identifiers in the file come from the issue date and the issue number, never from the clock.
 * @returns the file and its number of pages
 * @throws MissingGlyphsError when a character cannot be drawn in the form asked for
 * @throws RangeError when a date is none, or when there is no enrolment to certify
 */
export async function renderCertificate(
  input: CertificateDocument,
): Promise<{ pdf: Uint8Array; pages: number }> {
  assertGlyphs(input);
  return draw(input, paperFor(input));
}

/**
 * What an item of a basket will look like: watermarked over every page, without issue number and seal, so that it
 * certifies nothing. `input.issueNumber` is not printed.
 * @throws as `renderCertificate`
 */
export async function renderPreview(
  input: CertificateDocument,
): Promise<{ pdf: Uint8Array; pages: number }> {
  assertGlyphs(input);
  return draw(input, paperFor(input, words[input.language].sample));
}

function assertGlyphs(input: CertificateDocument): void {
  const missing = checkCertificate(input);
  if (missing.length > 0) throw new MissingGlyphsError(missing);
}

/** An empty paper for this certificate. */
export function paperFor(input: CertificateDocument, watermark = ''): Paper {
  const { university, language } = input;
  const universityName = language === 'ja' ? university.nameJa : university.nameEn;
  const title = `${titleOf(input)} - ${universityName}`;
  return new Paper({
    language,
    title: watermark === '' ? title : `${watermark} ${title}`,
    author: universityName,
    issueNumber: watermark === '' ? input.issueNumber : watermark,
    createdAt: new Date(tokyoInstant(input.issuedOn)),
    watermark,
  });
}

async function draw(input: CertificateDocument, paper: Paper) {
  const pages =
    input.kind === 'transcript' ? drawTranscript(paper, input) : drawStatementPage(paper, input);
  return { pdf: await paper.finish(), pages };
}
