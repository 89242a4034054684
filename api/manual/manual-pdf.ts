import { tokyoInstant } from '../../domain/time/tokyo.ts';
import { pageHeight, pageWidth, Paper, quietInk } from '../../certificates/layout/paper.ts';
import type { TextStyle } from '../../certificates/layout/paper.ts';
import { strongFonts, textFonts } from '../../certificates/glyph-check.ts';
import { sayIn } from '../orders/words.ts';
import type { Block, Chapter, Manual, ManualPicture } from './content.ts';
import { createFlow } from './pdf-flow.ts';
import type { Flow, Section } from './pdf-flow.ts';

/** Lengths in points. */
const MARGIN = 62;
const WIDTH = pageWidth - 2 * MARGIN;
const INDENT = 20;
const LABEL_WIDTH = 150;
const PICTURE_GAP = 14;
const PICTURES_ABREAST = 3;

const title: TextStyle = { fonts: strongFonts, size: 26 };
const chapterTitle: TextStyle = { fonts: strongFonts, size: 16 };
const subtitle: TextStyle = { fonts: strongFonts, size: 11.5 };
const body: TextStyle = { fonts: textFonts, size: 10 };
const label: TextStyle = { fonts: strongFonts, size: 10 };
const quiet: TextStyle = { fonts: textFonts, size: 9, colour: quietInk };

function drawItems(flow: Flow, section: Section, items: string[], isOrdered: boolean): void {
  const whole = section.child('L');
  items.forEach((item, index) => {
    const mark = isOrdered ? `${index + 1}.` : '•';
    flow.lines(whole.child('LI').child('LBody'), item, body, { indent: INDENT, mark, after: 3 });
  });
  flow.space(5);
}

function drawRows(flow: Flow, section: Section, rows: { label: string; value: string }[]): void {
  const table = section.child('Table');
  for (const row of rows) {
    const line = table.child('TR');
    flow.columns(
      [
        { section: line.child('TH', { scope: 'Row' }), text: row.label, style: label },
        { section: line.child('TD'), text: row.value, style: body },
      ],
      [LABEL_WIDTH, WIDTH - LABEL_WIDTH],
    );
  }
  flow.space(6);
}

/** As many as fit beside each other, all equally wide. */
function drawPictures(flow: Flow, section: Section, pictures: ManualPicture[]): void {
  const width = (WIDTH - (PICTURES_ABREAST - 1) * PICTURE_GAP) / PICTURES_ABREAST;
  for (let first = 0; first < pictures.length; first += PICTURES_ABREAST) {
    const abreast = pictures.slice(first, first + PICTURES_ABREAST);
    flow.pictures(
      abreast.map((picture) => ({
        section: section.child('Figure', { alt: picture.alternative }),
        file: picture.file,
        width,
        height: (width * picture.height) / picture.width,
      })),
      PICTURE_GAP,
    );
  }
}

function drawBlock(flow: Flow, section: Section, block: Block): void {
  switch (block.kind) {
    case 'heading':
      // A heading never stands alone at the foot of a page.
      flow.room(60);
      flow.space(8);
      return flow.lines(section.child('H3'), block.text, subtitle, { after: 3 });
    case 'text':
      return flow.lines(section.child('P'), block.text, body, { after: 6 });
    case 'steps':
      return drawItems(flow, section, block.items, true);
    case 'list':
      return drawItems(flow, section, block.items, false);
    case 'rows':
      return drawRows(flow, section, block.rows);
    case 'pictures':
      return drawPictures(flow, section, block.pictures);
  }
}

/** @returns the page, counted from one, on which the chapter begins */
function drawChapter(flow: Flow, root: Section, chapter: Chapter): number {
  flow.room(120);
  if (!flow.isAtTop()) flow.space(18);
  const section = root.child('Sect');
  const page = flow.page();
  flow.lines(section.child('H2'), chapter.title, chapterTitle, { after: 8 });
  for (const block of chapter.blocks) drawBlock(flow, section, block);
  return page;
}

function drawCover(flow: Flow, root: Section, manual: Manual, pages: readonly number[]): void {
  const say = sayIn(manual.locale);
  flow.space(40);
  flow.lines(root.child('P'), manual.universityName, subtitle, { after: 10 });
  flow.lines(root.child('H1'), manual.title, title, { after: 12 });
  flow.lines(root.child('P'), manual.lead, body, { after: 6 });
  flow.lines(root.child('P'), manual.edition, quiet, { after: 30 });
  flow.lines(root.child('H2'), say('manual.manual.contents'), chapterTitle, { after: 8 });
  const contents = root.child('TOC');
  manual.chapters.forEach((chapter, index) => {
    const entry = contents.child('TOCI');
    flow.columns(
      [
        { section: entry, text: `${index + 1}. ${chapter.title}`, style: body },
        { section: entry, text: String(pages[index] ?? ''), style: body, align: 'right' },
      ],
      [WIDTH - 40, 40],
    );
  });
  flow.space(20);
  flow.lines(root.child('P'), say('manual.manual.sample'), quiet, { after: 0 });
}

/**
 * Draws the manual as a tagged PDF with subset fonts: contents with page numbers, then the chapters that the web page
 * has, block by block. The same manual gives the same bytes.
 */
export async function drawManualPdf(manual: Manual): Promise<Uint8Array> {
  const say = sayIn(manual.locale);
  const paper = new Paper({
    language: manual.locale,
    title: `${manual.title} - ${manual.universityName}`,
    author: manual.universityName,
    issueNumber: manual.edition,
    createdAt: new Date(tokyoInstant(manual.date)),
  });
  const flow = createFlow(paper, { margin: MARGIN, foot: 60 });
  const root = flow.root();

  // The chapters are laid out first, so that the contents, which come before them, can name their pages.
  const cover = root.child('Sect');
  const afterCover = 2;
  flow.startPage(afterCover);
  const pages = manual.chapters.map((chapter) => drawChapter(flow, root, chapter));
  const total = flow.page();
  flow.startPage(1);
  drawCover(flow, cover, manual, pages);
  if (flow.page() !== 1) throw new RangeError('the contents of a manual fit one page');

  flow.draw((page) => {
    const y = pageHeight - 34;
    const foot: TextStyle = { ...quiet, size: 8 };
    paper.text(`${manual.universityName} ${manual.title} ${manual.edition}`, MARGIN, y, foot);
    const where = say('manual.manual.page', { page, pages: total });
    paper.text(where, pageWidth - MARGIN, y, foot, 'right');
  });
  return paper.finish();
}
