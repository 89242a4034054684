import { pageWidth, Paper, quietInk } from '../../certificates/layout/paper.ts';
import type { TextStyle } from '../../certificates/layout/paper.ts';
import { strongFonts, textFonts } from '../../certificates/glyph-check.ts';
import type { Locale } from '../../domain/university/profile.ts';
import { sayIn } from '../orders/words.ts';
import type { ReceiptContent } from './receipt-content.ts';

/** Lengths in points. */
const LEFT = 72;
const RIGHT = pageWidth - LEFT;
const WIDTH = RIGHT - LEFT;

const title: TextStyle = { fonts: strongFonts, size: 24, spacing: 6 };
const name: TextStyle = { fonts: strongFonts, size: 17 };
const sum: TextStyle = { fonts: strongFonts, size: 22 };
const body: TextStyle = { fonts: textFonts, size: 10.5 };
const label: TextStyle = { fonts: textFonts, size: 10.5, colour: quietInk };
const warning: TextStyle = { fonts: strongFonts, size: 12, colour: '#8a1f1f' };

/**
 * A receipt on one sheet of A4, tagged. A void one has that word over the whole of it.
 * @param now when the file is made
 * @throws GlyphNotInFont when a name has a character that cannot be drawn
 */
export async function drawReceipt(
  receipt: ReceiptContent,
  locale: Locale,
  now: Date,
): Promise<Uint8Array> {
  const say = sayIn(locale);
  const paper = new Paper({
    language: locale,
    title: `${receipt.title} ${receipt.number}`,
    author: receipt.issuer.name,
    issueNumber: receipt.number,
    createdAt: now,
    ...(receipt.isVoid ? { watermark: say('receipts.receipt.void') } : {}),
  });
  paper.addPage();
  let y = 96;
  const paragraph = (text: string, style: TextStyle, after: number): void => {
    const lines = paper.lines(text, style, WIDTH);
    paper.element(paper.root, 'P', () => {
      lines.forEach((line, index) => paper.text(line, LEFT, y + index * style.size * 1.5, style));
    });
    y += (lines.length - 1) * style.size * 1.5 + after;
  };
  const table = (rows: { label: string; value: string }[]): void => {
    const element = paper.element(paper.root, 'Table');
    for (const row of rows) {
      const tr = paper.element(element, 'TR');
      const labels = paper.lines(row.label, label, WIDTH / 2 - 12);
      const values = paper.lines(row.value, body, WIDTH / 2);
      paper.element(tr, 'TH', () => draw(labels, label, 'left'), { scope: 'Row' });
      paper.element(tr, 'TD', () => draw(values, body, 'right'));
      tr.end();
      y += Math.max(labels.length, values.length) * 16 + 6;
      paper.artifact(() => paper.line(LEFT, y - 14, RIGHT, y - 14, 0.4, quietInk));
    }
    element.end();
    y += 12;
  };
  const draw = (lines: string[], style: TextStyle, side: 'left' | 'right'): void =>
    lines.forEach((line, index) =>
      paper.text(line, side === 'left' ? LEFT : RIGHT, y + index * 16, style, side),
    );

  paper.element(paper.root, 'H1', () =>
    paper.text(receipt.title, pageWidth / 2, y, title, 'center'),
  );
  y += 54;
  if (receipt.returned !== null) paragraph(receipt.returned, warning, 34);
  paragraph(receipt.addressee, name, 44);
  paper.element(paper.root, 'P', () => paper.text(receipt.total, pageWidth / 2, y, sum, 'center'));
  paper.artifact(() => paper.line(LEFT + 90, y + 10, RIGHT - 90, y + 10, 0.8, quietInk));
  y += 38;
  paragraph(receipt.purpose, body, 32);
  table(receipt.rows);
  table(receipt.lines);
  for (const line of receipt.tax) paragraph(line, { ...body, size: 9.5 }, 17);
  y += 26;
  paragraph(receipt.issuer.name, { ...name, size: 13 }, 19);
  paragraph(receipt.issuer.address, body, 17);
  if (receipt.issuer.registration !== null) paragraph(receipt.issuer.registration, body, 17);
  return paper.finish();
}
