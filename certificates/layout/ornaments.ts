import { charactersOf } from '../fonts/characters.ts';
import type { Character } from '../fonts/characters.ts';
import { typeface } from '../fonts/typeface.ts';
import { fontFor, strongFonts } from '../glyph-check.ts';
import { pageHeight, pageWidth } from './paper.ts';
import type { Element, Paper } from './paper.ts';

/** Vermilion of the seal paste. */
const sealColour = '#c3272b';

/** Distance of the frame from the paper's edge: copiers do not print the outer 5 mm. In points. */
const frameInset = 30;

/** The left and right edge of what is written, in points. */
export const left = 58;
export const right = pageWidth - left;

/**
 * Where the QR code and the verification code will stand on the last page. Nothing is printed here yet.
 * In points from the top left corner.
 */
export const verificationPlace = { x: left, y: 716, size: 68 } as const;

/** A double frame whose inner line steps back at the corners. Decoration. */
export function drawFrame(paper: Paper, accent: string): void {
  const { pdf } = paper;
  const [w, h] = [pageWidth - 2 * frameInset, pageHeight - 2 * frameInset];
  const gap = 5;
  const step = 13;
  pdf.lineWidth(1.4).strokeColor(accent).rect(frameInset, frameInset, w, h).stroke();
  const [x1, y1] = [frameInset + gap, frameInset + gap];
  const [x2, y2] = [pageWidth - x1, pageHeight - y1];
  pdf
    .lineWidth(0.5)
    .moveTo(x1 + step, y1)
    .lineTo(x2 - step, y1)
    .quadraticCurveTo(x2 - step, y1 + step, x2, y1 + step)
    .lineTo(x2, y2 - step)
    .quadraticCurveTo(x2 - step, y2 - step, x2 - step, y2)
    .lineTo(x1 + step, y2)
    .quadraticCurveTo(x1 + step, y2 - step, x1, y2 - step)
    .lineTo(x1, y1 + step)
    .quadraticCurveTo(x1 + step, y1 + step, x1 + step, y1)
    .closePath()
    .stroke();
  for (const [x, y] of [
    [x1 + 4.5, y1 + 4.5],
    [x2 - 4.5, y1 + 4.5],
    [x1 + 4.5, y2 - 4.5],
    [x2 - 4.5, y2 - 4.5],
  ] as const) {
    drawDiamond(paper, x, y, 2.6, accent);
  }
}

export function drawDiamond(paper: Paper, x: number, y: number, r: number, colour: string): void {
  paper.pdf
    .moveTo(x, y - r)
    .lineTo(x + r, y)
    .lineTo(x, y + r)
    .lineTo(x - r, y)
    .closePath()
    .fill(colour);
}

/** A rule that thins out to both sides of a diamond. Decoration. */
export function drawRule(paper: Paper, y: number, halfWidth: number, accent: string): void {
  const x = pageWidth / 2;
  paper.line(x - halfWidth, y, x - 9, y, 0.6, accent);
  paper.line(x + 9, y, x + halfWidth, y, 0.6, accent);
  drawDiamond(paper, x, y, 3, accent);
}

/** A rosette of fine lines, as engraved on bonds. Decoration. */
export function drawRosette(
  paper: Paper,
  x: number,
  y: number,
  radius: number,
  accent: string,
): void {
  const { pdf } = paper;
  const petals = 12;
  const points = 180;
  pdf.lineWidth(0.35).strokeColor(accent);
  for (const [inner, outer, phase] of [
    [0.34, 1, 0],
    [0.34, 1, 0.5],
    [0.2, 0.62, 0.25],
    [0.2, 0.62, 0.75],
  ] as const) {
    for (let index = 0; index <= points; index += 1) {
      const angle = (2 * Math.PI * index) / points;
      const wave = (1 + Math.cos(petals * angle + 2 * Math.PI * phase)) / 2;
      const r = radius * (inner + (outer - inner) * wave);
      const at: [number, number] = [round(x + r * Math.sin(angle)), round(y - r * Math.cos(angle))];
      if (index === 0) {
        pdf.moveTo(...at);
      } else {
        pdf.lineTo(...at);
      }
    }
    pdf.closePath().stroke();
  }
  pdf.circle(x, y, radius + 2.5).stroke();
  drawDiamond(paper, x, y, radius * 0.09, accent);
}

/**
 * The round seal of the university, 「…之印」 read from the top right in columns, drawn as paths.
 * @param x centre, in points
 * @param y centre, in points
 */
export function drawSeal(
  paper: Paper,
  parent: Element,
  seal: { universityJa: string; alt: string; x: number; y: number; radius: number },
): void {
  const { x, y, radius } = seal;
  const inscription = charactersOf(`${seal.universityJa}之印`);
  const columns = Math.max(2, Math.ceil(Math.sqrt(inscription.length - 1)));
  const rows = Math.ceil(inscription.length / columns);
  const cell = { width: (radius * 1.3) / columns, height: (radius * 1.3) / rows };
  const draw = () => {
    const { pdf } = paper;
    pdf.strokeColor(sealColour);
    pdf.lineWidth(1.8).circle(x, y, radius).stroke();
    pdf
      .lineWidth(0.5)
      .circle(x, y, radius - 2.6)
      .stroke();
    inscription.forEach((character, index) => {
      const column = Math.floor(index / rows);
      const inColumn = Math.min(rows, inscription.length - column * rows);
      const centreX = x + ((columns - 1) / 2 - column) * cell.width;
      const centreY = y + ((index % rows) - (inColumn - 1) / 2) * cell.height;
      drawEngraved(paper, character, centreX, centreY, cell);
    });
  };
  const bbox: [number, number, number, number] = [x - radius, y - radius, x + radius, y + radius];
  paper.element(parent, 'Figure', draw, { alt: seal.alt, bbox });
}

/** One character as a path, stretched to fill its cell as seal script does. */
function drawEngraved(
  paper: Paper,
  character: Character,
  x: number,
  y: number,
  cell: { width: number; height: number },
): void {
  const { font, glyphId } = typeface(fontFor(character, strongFonts) ?? 'strong');
  const glyph = font.getGlyph(glyphId(character) ?? 0);
  const em = font.unitsPerEm;
  // Half the height of a kanji's em box above the baseline, in Noto and BIZ alike.
  const middle = em * 0.38;
  const [scaleX, scaleY] = [(cell.width * 1.04) / em, (cell.height * 1.04) / em];
  paper.pdf
    .save()
    .translate(round(x), round(y))
    .scale(scaleX, -scaleY)
    .translate(-glyph.advanceWidth / 2, -middle)
    .path(glyph.path.toSVG())
    .fill(sealColour)
    .restore();
}

const round = (value: number) => Math.round(value * 100) / 100;
