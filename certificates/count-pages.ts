import type { CertificateDocument } from './certificate-document.ts';
import { paperFor } from './render-certificate.ts';
import { countTranscriptPages } from './transcript.ts';

/**
 * @returns how many sheets one copy takes at the copier: what `renderCertificate` would draw, measured only
 * @throws GlyphNotInFont when a character of a transcript cannot be drawn
 */
export function countPages(input: CertificateDocument): number {
  return input.kind === 'transcript' ? countTranscriptPages(paperFor(input), input) : 1;
}
