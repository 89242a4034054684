import type { CertificateCourse, CertificateDocument } from './certificate-document.ts';
import { strongFonts, textFonts } from './glyph-check.ts';
import { drawFrame, drawRule, left, right, verificationPlace } from './layout/ornaments.ts';
import { pageHeight, pageWidth, quietInk } from './layout/paper.ts';
import type { Element, Paper, TextStyle } from './layout/paper.ts';
import {
  affiliationLines,
  detailsHeight,
  drawDetails,
  drawFoot,
  drawIssueNumber,
  drawIssuer,
  drawStatement,
  drawTitle,
  fitText,
  personName,
  programmeName,
} from './layout/parts.ts';
import type { Detail, DetailGrid } from './layout/parts.ts';
import { titleOf } from './statements.ts';
import { shareRows } from './transcript-pages.ts';
import { words, writeCredits, writeDate } from './wording.ts';

const cell: TextStyle = { fonts: textFonts, size: 9.5 };
const heading: TextStyle = { fonts: strongFonts, size: 9 };
const small: TextStyle = { fonts: textFonts, size: 8.5, colour: quietInk };

/** Left edge of each column and where its text stands. */
const columns = [
  { key: 'course', x: left + 6, align: 'left' },
  { key: 'yearAndTerm', x: left + 296, align: 'left' },
  { key: 'credits', x: right - 62, align: 'right' },
  { key: 'grade', x: right - 18, align: 'center' },
] as const;
const courseWidth = 280;

const headerHeight = 21;
const lineHeight = 12.5;
const rowPadding = 5;
const furtherTop = 92;
const pageBottom = pageHeight - 62;
const closingTop = 490;

interface Row {
  course: CertificateCourse;
  lines: string[];
  height: number;
}

/**
 * 成績証明書 / academic transcript: a table of courses over as many pages as it needs, its header repeated on each.
 * @returns the number of pages
 */
export function drawTranscript(paper: Paper, input: CertificateDocument): number {
  const { rows, opening, pages } = layOut(paper, input);
  const firstTop = opening.tableTop;
  paper.addPage();
  paper.artifact(() => drawFrame(paper, input.university.accent));
  drawOpening(paper, input, opening);
  const table = rows.length > 0 ? paper.element(paper.root, 'Table') : null;
  let bottom = firstTop;
  pages.forEach(({ from, to }, index) => {
    if (index > 0) {
      paper.addPage();
      paper.artifact(() => drawFrame(paper, input.university.accent));
      paper.artifact(() => drawRunningHead(paper, input), 'Pagination');
    }
    paper.artifact(() => drawPageNumber(paper, input, index + 1, pages.length), 'Pagination');
    if (table && to > from) {
      const top = index === 0 ? firstTop : furtherTop;
      bottom = drawRows(paper, input, table, rows, { from, to, top });
    }
  });
  table?.end();
  drawClosing(paper, input, bottom);
  return pages.length;
}

/** How many pages `drawTranscript` would draw; measures, and draws nothing. */
export function countTranscriptPages(paper: Paper, input: CertificateDocument): number {
  return layOut(paper, input).pages.length;
}

/** What stands on which page. */
function layOut(paper: Paper, input: CertificateDocument) {
  const rows = rowsOf(paper, input);
  const opening = openingOf(paper, input);
  const pages = shareRows(
    rows.map((row) => row.height),
    {
      first: pageBottom - opening.tableTop - headerHeight,
      further: pageBottom - furtherTop - headerHeight,
      closing: pageBottom - closingTop,
    },
  );
  return { rows, opening, pages };
}

function rowsOf(paper: Paper, { courses, language }: CertificateDocument): Row[] {
  return courses.map((course) => {
    const name = language === 'ja' ? course.nameJa : course.nameEn;
    const lines = paper.lines(name, cell, courseWidth);
    return { course, lines, height: lines.length * lineHeight + rowPadding };
  });
}

/** Title and person, measured. */
interface Opening {
  name: { style: TextStyle; lines: string[] };
  nameBaseline: number;
  details: Detail[];
  detailsBaseline: number;
  /** Where the table begins, in points. */
  tableTop: number;
}

const nameLineHeight = 1.25;
const nameWidth = right - left - 12;
const detailGrid: DetailGrid = {
  x: left + 6,
  labelWidth: 108,
  valueWidth: right - left - 126,
  lineHeight: 14,
  gap: 2.5,
  size: 10.5,
};

function openingOf(paper: Paper, input: CertificateDocument): Opening {
  const { person, affiliation, language } = input;
  const word = words[language];
  const { name, reading } = personName(input);
  const wanted: TextStyle = {
    fonts: strongFonts,
    size: 17,
    ...(language === 'ja' && { spacing: 1.2 }),
  };
  const fitted = fitText(paper, name, wanted, { maxWidth: nameWidth, smallest: 12 });
  const details: Detail[] = [
    [word.birthDate, word.born(writeDate(person.birthDate, language))],
    [word.studentNumber, affiliation.studentNumber],
    [word.affiliation, affiliationLines(input)],
    [word.programme, programmeName(input)],
    [word.enrolledOn, writeDate(affiliation.enrolledOn, language)],
  ];
  const leftLabel = word.left[affiliation.status];
  if (leftLabel !== undefined && affiliation.leftOn !== null) {
    details.push([leftLabel, writeDate(affiliation.leftOn, language)]);
  }
  const nameBaseline = reading === '' ? 168 : 176;
  const detailsBaseline =
    nameBaseline + (fitted.lines.length - 1) * fitted.style.size * nameLineHeight + 24;
  const tableTop = detailsBaseline + detailsHeight(paper, details, detailGrid) + 2;
  return { name: fitted, nameBaseline, details, detailsBaseline, tableTop };
}

function drawOpening(paper: Paper, input: CertificateDocument, opening: Opening): void {
  const { university, language } = input;
  drawIssueNumber(paper, input);
  paper.element(paper.root, 'P', () => {
    const name = language === 'ja' ? university.nameJa : university.nameEn;
    const spacing = language === 'ja' ? 3 : 0.6;
    paper.text(name, pageWidth / 2, 84, { fonts: strongFonts, size: 11, spacing }, 'center');
  });
  drawTitle(paper, input, 118, 23);
  paper.artifact(() => drawRule(paper, 134, 104, university.accent));

  const { style, lines } = opening.name;
  const { reading } = personName(input);
  paper.element(paper.root, 'P', () => {
    if (reading !== '') {
      const wanted = { ...small, spacing: 0.8 };
      const fitted = fitText(paper, reading, wanted, { maxWidth: nameWidth, smallest: 6 });
      paper.text(reading, left + 6, opening.nameBaseline - style.size - 4, fitted.style);
    }
    lines.forEach((line, index) => {
      const at = opening.nameBaseline + index * style.size * nameLineHeight;
      paper.text(line, left + 6, at, style);
    });
  });
  drawDetails(paper, opening.details, opening.detailsBaseline, detailGrid);
}

function drawRunningHead(paper: Paper, input: CertificateDocument): void {
  const title = titleOf(input);
  const { name } = personName(input);
  paper.text(title, left + 6, 74, { ...heading, size: 10 });
  const { style, lines } = fitText(
    paper,
    name,
    { ...cell, size: 10 },
    { maxWidth: 330, smallest: 6 },
  );
  paper.text(lines.join(' '), right - 6, 74, style, 'right');
}

function drawPageNumber(
  paper: Paper,
  input: CertificateDocument,
  page: number,
  pages: number,
): void {
  const text = words[input.language].page(page, pages);
  paper.text(text, pageWidth / 2, pageHeight - 46, small, 'center');
}

/** @returns the lower edge of the last row, in points */
function drawRows(
  paper: Paper,
  input: CertificateDocument,
  table: Element,
  rows: Row[],
  { from, to, top }: { from: number; to: number; top: number },
): number {
  drawHeader(paper, input, table, top, from === 0);
  let y = top + headerHeight;
  for (const [offset, row] of rows.slice(from, to).entries()) {
    const before = rows[from + offset - 1];
    if (offset > 0 && before) {
      const sameYear = before.course.academicYear === row.course.academicYear;
      paper.artifact(() => {
        paper.line(left, y, right, y, sameYear ? 0.25 : 0.6, sameYear ? '#b8b8b8' : quietInk);
      });
    }
    drawRow(paper, input, table, row, y);
    y += row.height;
  }
  paper.artifact(() => paper.line(left, y, right, y, 1, input.university.accent));
  return y;
}

/** The header is read aloud once; on further pages it is a help for the eye. */
function drawHeader(
  paper: Paper,
  input: CertificateDocument,
  table: Element,
  top: number,
  isFirst: boolean,
): void {
  const word = words[input.language];
  const baseline = top + 14;
  paper.artifact(() => {
    paper.line(left, top, right, top, 1, input.university.accent);
    const bottom = top + headerHeight;
    paper.line(left, bottom, right, bottom, 0.6, input.university.accent);
  });
  if (!isFirst) {
    paper.artifact(() => {
      columns.forEach(({ key, x, align }) => paper.text(word[key], x, baseline, heading, align));
    }, 'Pagination');
    return;
  }
  const row = paper.element(table, 'TR');
  for (const { key, x, align } of columns) {
    const draw = () => paper.text(word[key], x, baseline, heading, align);
    paper.element(row, 'TH', draw, { scope: 'Column' });
  }
  row.end();
}

function drawRow(
  paper: Paper,
  { language }: CertificateDocument,
  table: Element,
  { course, lines }: Row,
  top: number,
): void {
  const baseline = top + 12;
  const term = words[language].terms[course.term];
  const texts = {
    course: lines,
    yearAndTerm: [
      language === 'ja' ? `${course.academicYear}年度 ${term}` : `${course.academicYear}, ${term}`,
    ],
    credits: [writeCredits(course.credits)],
    grade: [course.grade],
  };
  const element = paper.element(table, 'TR');
  for (const { key, x, align } of columns) {
    paper.element(element, 'TD', () => {
      texts[key].forEach((line, index) => {
        paper.text(line, x, baseline + index * lineHeight, cell, align);
      });
    });
  }
  element.end();
}

/** Totals, meaning of the grades, statement, date, officer and seal, below the table on the last page. */
function drawClosing(paper: Paper, input: CertificateDocument, tableBottom: number): void {
  const { courses, gradePointAverage, language } = input;
  const word = words[language];
  const total = courses.reduce((sum, course) => sum + course.credits, 0);
  const totals = [`${word.creditsEarned}\u3000${writeCredits(total)}`];
  if (gradePointAverage !== null) {
    totals.push(`${word.gradePointAverage}\u3000${gradePointAverage.toFixed(2)}`);
  }
  if (courses.length === 0) {
    paper.element(paper.root, 'P', () =>
      paper.text(word.noCourses, left + 6, tableBottom + 20, cell),
    );
  }
  const totalsAt = courses.length === 0 ? tableBottom + 44 : tableBottom + 19;
  paper.element(paper.root, 'P', () => {
    paper.text(
      totals.join('\u3000\u3000\u3000'),
      right - 6,
      totalsAt,
      { fonts: strongFonts, size: 11 },
      'right',
    );
  });
  const legend = paper.lines(word.legend, small, right - left - 12);
  paper.element(paper.root, 'P', () => {
    legend.forEach((line, index) => paper.text(line, left + 6, totalsAt + 22 + index * 13, small));
  });
  const endAt = totalsAt + 22 + legend.length * 13 + 14;
  paper.element(paper.root, 'P', () => {
    paper.text(`―\u3000${word.end}\u3000―`, pageWidth / 2, endAt, small, 'center');
  });
  const statementAt = Math.max(endAt + 34, verificationPlace.y - 130);
  drawStatement(paper, word.transcriptStatement, statementAt, 12.5);
  drawIssuer(paper, input, statementAt + 36);
  drawFoot(paper, input);
}
