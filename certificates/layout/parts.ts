import type { CertificateDocument } from '../certificate-document.ts';
import { strongFonts, textFonts } from '../glyph-check.ts';
import { titleOf } from '../statements.ts';
import { words, writeDate } from '../wording.ts';
import { drawSeal, left, right, verificationPlace } from './ornaments.ts';
import { pageWidth, quietInk } from './paper.ts';
import type { Paper, TextStyle } from './paper.ts';

const label: TextStyle = { fonts: textFonts, size: 9.5, colour: quietInk };
const small: TextStyle = { fonts: textFonts, size: 8.5, colour: quietInk };

/** 発行番号 in the top right corner; a preview has none. */
export function drawIssueNumber(paper: Paper, input: CertificateDocument): void {
  if (paper.isSample) return;
  const gap = input.language === 'ja' ? '\u3000' : ' ';
  const text = [words[input.language].issueNumber, input.issueNumber].join(gap);
  paper.element(paper.root, 'P', () => paper.text(text, right, 66, small, 'right'));
}

/** The title, centred; Japanese ones are spaced out as is the custom on deeds. */
export function drawTitle(
  paper: Paper,
  input: CertificateDocument,
  baseline: number,
  size: number,
): void {
  const title = titleOf(input);
  const style: TextStyle =
    input.language === 'ja'
      ? { fonts: strongFonts, size, spacing: size * 0.42 }
      : { fonts: strongFonts, size: size * 0.92, spacing: 0.6 };
  paper.element(paper.root, 'H1', () => {
    paper.text(title, pageWidth / 2, baseline, style, 'center');
  });
}

/**
 * The largest size at which a text fits into a width, and its lines: more than one where even the smallest is too
 * wide for one line.
 */
export function fitText(
  paper: Paper,
  text: string,
  style: TextStyle,
  limits: { maxWidth: number; smallest: number },
): { style: TextStyle; lines: string[] } {
  const width = paper.measure(text, style);
  if (width <= limits.maxWidth) {
    return { style, lines: [text] };
  }
  const size = Math.max(limits.smallest, Math.floor((style.size * limits.maxWidth) / width));
  const spacing = ((style.spacing ?? 0) * size) / style.size;
  const fitted = { ...style, size, spacing };
  return { style: fitted, lines: paper.balancedLines(text, fitted, limits.maxWidth) };
}

/** The person's name as it stands large on the paper, and its reading in Japan. */
export function personName({ person, language }: CertificateDocument): {
  name: string;
  reading: string;
} {
  return language === 'ja'
    ? { name: person.nameJa, reading: person.nameKana === person.nameJa ? '' : person.nameKana }
    : { name: person.nameRoman, reading: '' };
}

/** @returns 文学部 人文学科 / Department of Humanities, and on a line of its own Faculty of Letters */
export function affiliationLines({ affiliation, language }: CertificateDocument): string[] {
  return language === 'ja'
    ? [[affiliation.facultyJa, affiliation.departmentJa].filter(Boolean).join('\u3000')]
    : [affiliation.departmentEn, affiliation.facultyEn].filter(Boolean);
}

/** @returns 学士課程 3年次 / Bachelor’s programme, Year 3 */
export function programmeName({ affiliation, language }: CertificateDocument): string {
  const { programmes, yearOfStudy } = words[language];
  const parts = [programmes[affiliation.programme]];
  if (affiliation.year !== null) {
    parts.push(yearOfStudy(affiliation.year));
  }
  return parts.join(language === 'ja' ? '\u3000' : ', ');
}

/** A centred paragraph whose lines are about equally long. @returns the baseline of its last line */
export function drawStatement(
  paper: Paper,
  statement: string,
  firstBaseline: number,
  size: number,
): number {
  const style: TextStyle = { fonts: textFonts, size };
  const lines = paper.balancedLines(statement, style, 410);
  const lineHeight = size * 1.75;
  paper.element(paper.root, 'P', () => {
    lines.forEach((line, index) => {
      paper.text(line, pageWidth / 2, firstBaseline + index * lineHeight, style, 'center');
    });
  });
  return firstBaseline + (lines.length - 1) * lineHeight;
}

export interface DetailGrid {
  x: number;
  labelWidth: number;
  valueWidth: number;
  lineHeight: number;
  gap: number;
  size: number;
}

export type Detail = [label: string, value: string | string[]];

const valueStyle = ({ size }: DetailGrid): TextStyle => ({ fonts: textFonts, size });

function valueLines(paper: Paper, text: string | string[], grid: DetailGrid): string[] {
  return [text].flat().flatMap((part) => paper.lines(part, valueStyle(grid), grid.valueWidth));
}

/** @returns how much room `drawDetails` takes, in points */
export function detailsHeight(paper: Paper, details: Detail[], grid: DetailGrid): number {
  const heights = details.map(
    ([, text]) => valueLines(paper, text, grid).length * grid.lineHeight + grid.gap,
  );
  return heights.reduce((sum, height) => sum + height, 0);
}

/**
 * A list of labels and values. Long values go on over further lines.
 * @returns the baseline that would follow
 */
export function drawDetails(
  paper: Paper,
  details: Detail[],
  firstBaseline: number,
  grid: DetailGrid,
): number {
  const value = valueStyle(grid);
  const list = paper.element(paper.root, 'L');
  let baseline = firstBaseline;
  for (const [name, text] of details) {
    const item = paper.element(list, 'LI');
    const lines = valueLines(paper, text, grid);
    paper.element(item, 'Lbl', () => paper.text(name, grid.x, baseline, label));
    paper.element(item, 'LBody', () => {
      lines.forEach((line, index) => {
        const at = baseline + index * grid.lineHeight;
        paper.text(line, grid.x + grid.labelWidth, at, value);
      });
    });
    item.end();
    baseline += lines.length * grid.lineHeight + grid.gap;
  }
  list.end();
  return baseline;
}

/** Date of issue, officer's title and name with the seal; a preview has no seal. */
export function drawIssuer(paper: Paper, input: CertificateDocument, baseline: number): void {
  const { university, language } = input;
  const isJapanese = language === 'ja';
  const date: TextStyle = { fonts: textFonts, size: 11.5 };
  paper.element(paper.root, 'P', () => {
    paper.text(
      writeDate(input.issuedOn, language),
      isJapanese ? left + 70 : left + 104,
      baseline,
      date,
    );
  });
  const title = isJapanese ? university.presidentTitleJa : university.presidentTitleEn;
  const name = isJapanese ? university.presidentNameJa : university.presidentNameEn;
  const edge = right - 40;
  const nameStyle: TextStyle = {
    fonts: strongFonts,
    size: 17,
    ...(isJapanese && { spacing: 2.4 }),
  };
  const titleStyle: TextStyle = { fonts: textFonts, size: isJapanese ? 12.5 : 11 };
  const at = baseline + 46;
  const seal = {
    universityJa: university.nameJa,
    alt: words[language].sealOf(isJapanese ? university.nameJa : university.nameEn),
    radius: 27,
  };
  if (isJapanese) {
    const fitted = fitText(paper, name, nameStyle, { maxWidth: 200, smallest: 11 });
    const nameWidth = paper.measure(name, fitted.style);
    if (!paper.isSample) drawSeal(paper, paper.root, { ...seal, x: edge + 22, y: at - 6 });
    paper.element(paper.root, 'P', () => {
      paper.text(title, edge - nameWidth - 18, at, titleStyle, 'right');
      paper.text(name, edge, at, fitted.style, 'right');
    });
    return;
  }
  const signatureLeft = left + 236;
  if (!paper.isSample) drawSeal(paper, paper.root, { ...seal, x: edge + 8, y: at - 2 });
  paper.element(paper.root, 'P', () => {
    const { style, lines } = fitText(paper, name, nameStyle, {
      maxWidth: edge - signatureLeft - 34,
      smallest: 11,
    });
    paper.text(lines.join(' '), signatureLeft, at, style);
    paper.lines(title, titleStyle, edge - signatureLeft - 38).forEach((line, index) => {
      paper.text(line, signatureLeft, at + 18 + index * 14, titleStyle);
    });
  });
}

/** University and address at the foot, right of the place that is kept for the verification code. */
export function drawFoot(paper: Paper, input: CertificateDocument): void {
  const { university, language } = input;
  const name = language === 'ja' ? university.nameJa : university.nameEn;
  const address = language === 'ja' ? university.addressJa : university.addressEn;
  const x = verificationPlace.x + verificationPlace.size + 16;
  paper.element(paper.root, 'P', () => {
    paper.text(name, x, verificationPlace.y + 47, { fonts: strongFonts, size: 10 });
    paper.text(address, x, verificationPlace.y + 62, small);
  });
}
