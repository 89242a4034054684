/** MuPDF is large: it is loaded with the first document, not when the town starts. */
const loadMupdf = () => import('mupdf');

/** What a print network finds out while it converts a document. */
export type Inspection = { printable: true; pages: number } | { printable: false };

/** Opens a PDF as a print network would: encrypted, damaged and empty files are not printable. */
export async function inspectPdf(pdf: Uint8Array): Promise<Inspection> {
  const mupdf = await loadMupdf();
  mupdf.setLog(null);
  let document: InstanceType<typeof mupdf.Document> | undefined;
  try {
    document = mupdf.Document.openDocument(pdf, 'application/pdf');
    if (document.needsPassword()) return { printable: false };
    const pages = document.countPages();
    for (let page = 0; page < pages; page += 1) document.loadPage(page).destroy();
    return pages > 0 ? { printable: true, pages } : { printable: false };
  } catch {
    return { printable: false };
  } finally {
    document?.destroy();
  }
}

/** Draws page `page` (from 0) as PNG at `dpi`, in colour or in grey. Throws for a page that is not there. */
export async function drawPage(
  pdf: Uint8Array,
  page: number,
  { dpi, grey }: { dpi: number; grey: boolean },
): Promise<Buffer> {
  const mupdf = await loadMupdf();
  mupdf.setLog(null);
  const document = mupdf.Document.openDocument(pdf, 'application/pdf');
  try {
    const loaded = document.loadPage(page);
    const pixmap = loaded.toPixmap(
      mupdf.Matrix.scale(dpi / 72, dpi / 72),
      grey ? mupdf.ColorSpace.DeviceGray : mupdf.ColorSpace.DeviceRGB,
    );
    const png = Buffer.from(pixmap.asPNG());
    pixmap.destroy();
    loaded.destroy();
    return png;
  } finally {
    document.destroy();
  }
}
