import PDFDocument from 'pdfkit';

/** A PDF of `pages` A4 pages that say which page they are. */
export async function samplePdf(pages: number): Promise<Uint8Array> {
  const document = new PDFDocument({ size: 'A4' });
  for (let page = 1; page <= pages; page += 1) {
    if (page > 1) document.addPage();
    document.fontSize(40).text(`Page ${page}`);
  }
  document.end();
  const chunks: Buffer[] = [];
  for await (const chunk of document) chunks.push(chunk as Buffer);
  return new Uint8Array(Buffer.concat(chunks));
}
