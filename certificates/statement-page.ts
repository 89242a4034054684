import type { CertificateDocument } from './certificate-document.ts';
import { strongFonts, textFonts } from './glyph-check.ts';
import { drawFrame, drawRosette, drawRule } from './layout/ornaments.ts';
import { pageWidth, quietInk } from './layout/paper.ts';
import type { Paper, TextStyle } from './layout/paper.ts';
import {
  affiliationLines,
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
import type { Detail } from './layout/parts.ts';
import { statementOf } from './statements.ts';
import { words, writeDate } from './wording.ts';

const nameWidth = 400;
const centre = pageWidth / 2;

/**
 * A certificate that says one sentence of a person: every kind but the transcript. One page.
 * @returns the number of pages
 * @throws RangeError when there is nothing to certify
 */
export function drawStatementPage(paper: Paper, input: CertificateDocument): number {
  const { university, language } = input;
  const statement = statementOf(input);
  paper.addPage();
  paper.artifact(() => {
    drawFrame(paper, university.accent);
    drawRosette(paper, centre, 112, 27, university.accent);
  });
  drawIssueNumber(paper, input);
  paper.element(paper.root, 'P', () => {
    const name = language === 'ja' ? university.nameJa : university.nameEn;
    const spacing = language === 'ja' ? 3.5 : 0.8;
    paper.text(name, centre, 168, { fonts: strongFonts, size: 12.5, spacing }, 'center');
  });
  drawTitle(paper, input, 222, 32);
  paper.artifact(() => drawRule(paper, 246, 128, university.accent));
  drawName(paper, input);
  const detailsEnd = drawDetails(
    paper,
    detailsOf(input),
    374,
    language === 'ja'
      ? { x: 152, labelWidth: 100, valueWidth: 240, lineHeight: 17, gap: 11, size: 12.5 }
      : { x: 128, labelWidth: 122, valueWidth: 276, lineHeight: 16, gap: 11, size: 12 },
  );
  // Long affiliations push the statement down; the usual ones leave everything where the eye expects it.
  const statementAt = Math.max(548, detailsEnd + 14);
  const statementEnd = drawStatement(paper, statement, statementAt, language === 'ja' ? 14.5 : 13);
  drawIssuer(paper, input, Math.max(618, statementEnd + 40));
  drawFoot(paper, input);
  return 1;
}

/** What is told of the person and the studies; whoever became a doctor by dissertation alone never enrolled. */
function detailsOf(input: CertificateDocument): Detail[] {
  const { person, affiliation, language } = input;
  const word = words[language];
  const details: Detail[] = [
    [word.birthDate, word.born(writeDate(person.birthDate, language))],
    [word.studentNumber, affiliation.studentNumber],
    [word.affiliation, affiliationLines(input)],
    [word.programme, programmeName(input)],
  ];
  if (affiliation.status !== 'doctor_by_dissertation') {
    details.push([word.enrolledOn, writeDate(affiliation.enrolledOn, language)]);
  }
  const label = word.left[affiliation.status];
  if (label !== undefined && affiliation.leftOn !== null) {
    details.push([label, writeDate(affiliation.leftOn, language)]);
  }
  return details;
}

function drawName(paper: Paper, input: CertificateDocument): void {
  const { name, reading } = personName(input);
  const wanted: TextStyle = {
    fonts: strongFonts,
    size: 27,
    ...(input.language === 'ja' && { spacing: 2 }),
  };
  const { style, lines } = fitText(paper, name, wanted, { maxWidth: nameWidth, smallest: 17 });
  const last = 328;
  const lineHeight = style.size * 1.3;
  const first = last - (lines.length - 1) * lineHeight;
  paper.element(paper.root, 'P', () => {
    if (reading !== '') {
      const readingStyle: TextStyle = {
        fonts: textFonts,
        size: 9.5,
        spacing: 1.2,
        colour: quietInk,
      };
      const fitted = fitText(paper, reading, readingStyle, { maxWidth: nameWidth, smallest: 6 });
      paper.text(reading, centre, first - style.size - 8, fitted.style, 'center');
    }
    lines.forEach((line, index) => {
      paper.text(line, centre, first + index * lineHeight, style, 'center');
    });
  });
  paper.artifact(() => {
    const half = nameWidth / 2;
    paper.line(centre - half, last + 14, centre + half, last + 14, 0.5, quietInk);
  });
}
