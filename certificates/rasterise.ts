import * as mupdf from 'mupdf';

/** A PDF read back by another program than the one that wrote it. For tests. */
export interface ReadBack {
  pages: ReadPage[];
  /** @returns the value under a path of keys from the document's catalogue, e.g. `MarkInfo/Marked` */
  catalogue(path: string): mupdf.PDFObject;
}

export interface ReadPage {
  text: string;
  characters: ReadCharacter[];
  /** @returns the darkness of each pixel (0 paper, 255 ink) in a box, given in points */
  ink(box: Box, pixels: { width: number; height: number }): Uint8Array;
}

export interface ReadCharacter {
  character: string;
  font: string;
  size: number;
  box: Box;
}

/** Left, top, right, bottom in points from the top left corner. */
export type Box = readonly [number, number, number, number];

export function readPdf(data: Uint8Array): ReadBack {
  const document = mupdf.PDFDocument.openDocument(data, 'application/pdf');
  if (!(document instanceof mupdf.PDFDocument)) {
    throw new TypeError('not a PDF');
  }
  const pages = Array.from({ length: document.countPages() }, (_, index) =>
    readPage(document.loadPage(index)),
  );
  const catalogue = (path: string) =>
    path
      .split('/')
      .reduce((object, key) => object.resolve().get(key), document.getTrailer().get('Root'));
  return { pages, catalogue };
}

function readPage(page: mupdf.Page): ReadPage {
  const structured = page.toStructuredText('preserve-whitespace');
  const characters: ReadCharacter[] = [];
  structured.walk({
    onChar(character, _origin, font, size, quad) {
      const box = [quad[0], quad[1], quad[6], quad[7]] as const;
      characters.push({ character, font: font.getName(), size, box });
    },
  });
  return {
    text: structured.asText(),
    characters,
    ink: (box, pixels) => inkOf(page, box, pixels),
  };
}

function inkOf(
  page: mupdf.Page,
  [x1, y1, x2, y2]: Box,
  { width, height }: { width: number; height: number },
): Uint8Array {
  const [scaleX, scaleY] = [width / (x2 - x1), height / (y2 - y1)];
  const pixmap = new mupdf.Pixmap(mupdf.ColorSpace.DeviceGray, [0, 0, width, height], false);
  pixmap.clear(255);
  const device = new mupdf.DrawDevice([1, 0, 0, 1, 0, 0], pixmap);
  page.run(device, [scaleX, 0, 0, scaleY, -x1 * scaleX, -y1 * scaleY]);
  device.close();
  return Uint8Array.from(pixmap.getPixels(), (value) => 255 - value);
}
