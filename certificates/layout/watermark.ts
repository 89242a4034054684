import { textFonts } from '../glyph-check.ts';
import { pageHeight, pageWidth } from './paper.ts';
import type { Paper, TextStyle } from './paper.ts';

const style: TextStyle = { fonts: textFonts, size: 34, spacing: 3, colour: '#8a1f1f' };
/** So close that no name, statement or seal fits between two of them. Points. */
const STEP = { across: 300, down: 84 };

/** Rows of the same words, slanting over the whole paper to its edges: no part of it can be cut out without them. */
export function drawWatermark(paper: Paper, text: string): void {
  const { pdf } = paper;
  const reach = Math.ceil(Math.hypot(pageWidth, pageHeight) / 2);
  pdf.save().rotate(-32, { origin: [pageWidth / 2, pageHeight / 2] });
  pdf.fillOpacity(0.16);
  let row = 0;
  for (let y = pageHeight / 2 - reach; y < pageHeight / 2 + reach; y += STEP.down) {
    const shift = (row % 2) * (STEP.across / 2);
    for (let x = pageWidth / 2 - reach - shift; x < pageWidth / 2 + reach; x += STEP.across) {
      paper.text(text, x, y, style);
    }
    row += 1;
  }
  pdf.restore();
}
