import { pageHeight, pageWidth } from '../../certificates/layout/paper.ts';
import type { Element, Paper, TextStyle } from '../../certificates/layout/paper.ts';

/** A part of the document's structure; it gets its place in reading order when it is made. */
export interface Section {
  child(type: string, options?: { alt?: string; scope?: 'Row' }): Section;
}

export interface Column {
  section: Section;
  text: string;
  style: TextStyle;
  align?: 'left' | 'right';
}

export interface PlacedPicture {
  section: Section;
  file: string;
  width: number;
  height: number;
}

/** Lets text and pictures flow down the pages. Lengths are points. */
export interface Flow {
  root(): Section;
  /** Goes on at the top of this page, counted from one. */
  startPage(page: number): void;
  page(): number;
  isAtTop(): boolean;
  space(height: number): void;
  /** Begins a new page when there is less room than this. */
  room(height: number): void;
  /** A paragraph, never parted between pages. */
  lines(
    section: Section,
    text: string,
    style: TextStyle,
    options: { indent?: number; mark?: string; after: number },
  ): void;
  /** Paragraphs beside each other, of these widths, with a thin line below. */
  columns(columns: Column[], widths: readonly number[]): void;
  /** Pictures beside each other. */
  pictures(pictures: PlacedPicture[], gap: number): void;
  /** Draws everything, page by page. @param foot draws the foot of a page */
  draw(foot: (page: number) => void): void;
}

interface Node extends Section {
  element: Element;
  children: Node[];
  /** What it draws, by page. */
  drawn: { page: number; draw: () => void }[];
}

const LINE_HEIGHT = 1.55;
const HAIRLINE = '#c8c8c8';

/**
 * Positions are worked out first and drawn at the end: pages are drawn one after the other, while contents with page
 * numbers stand before what they list.
 */
export function createFlow(paper: Paper, { margin, foot }: { margin: number; foot: number }): Flow {
  const width = pageWidth - 2 * margin;
  const bottom = pageHeight - foot;
  const nodes: Node[] = [];
  const decorations: { page: number; draw: () => void }[] = [];
  let page = 1;
  let y = margin;

  function node(element: Element): Node {
    const made: Node = {
      element,
      children: [],
      drawn: [],
      child(type, options = {}) {
        const child = node(paper.element(element, type, undefined, options));
        made.children.push(child);
        return child;
      },
    };
    nodes.push(made);
    return made;
  }

  const asNode = (section: Section): Node => section as Node;
  const nextPage = () => {
    page += 1;
    y = margin;
  };
  const reserve = (height: number) => {
    if (y + height > bottom && y > margin) nextPage();
  };

  function textAt(lines: string[], style: TextStyle, x: number, top: number): () => void {
    return () =>
      lines.forEach((line, index) => {
        paper.text(line, x, top + style.size + index * style.size * LINE_HEIGHT, style);
      });
  }
  const heightOf = (lines: string[], style: TextStyle) => lines.length * style.size * LINE_HEIGHT;

  return {
    root: () => node(paper.root),
    startPage(wanted) {
      page = wanted;
      y = margin;
    },
    page: () => page,
    isAtTop: () => y === margin,
    space(height) {
      y += height;
    },
    room: reserve,
    lines(section, text, style, { indent = 0, mark, after }) {
      const lines = paper.lines(text, style, width - indent);
      reserve(heightOf(lines, style));
      const top = y;
      const write = textAt(lines, style, margin + indent, top);
      asNode(section).drawn.push({
        page,
        draw() {
          if (mark) paper.text(mark, margin + indent - 6, top + style.size, style, 'right');
          write();
        },
      });
      y += heightOf(lines, style) + after;
    },
    columns(columns, widths) {
      const laid = columns.map((column, index) =>
        paper.lines(column.text, column.style, (widths[index] ?? 0) - 8),
      );
      const height = Math.max(
        ...columns.map(({ style }, index) => heightOf(laid[index] ?? [], style)),
      );
      reserve(height + 6);
      const top = y + 2;
      let x = margin;
      columns.forEach(({ section, style, align = 'left' }, index) => {
        const lines = laid[index] ?? [];
        const right = x + (widths[index] ?? 0);
        const draw =
          align === 'left'
            ? textAt(lines, style, x, top)
            : () => paper.text(lines.join(''), right, top + style.size, style, 'right');
        asNode(section).drawn.push({ page, draw });
        x = right;
      });
      const lineAt = top + height + 2;
      decorations.push({
        page,
        draw: () => paper.line(margin, lineAt, margin + width, lineAt, 0.4, HAIRLINE),
      });
      y += height + 6;
    },
    pictures(pictures, gap) {
      const height = Math.max(...pictures.map((picture) => picture.height));
      reserve(height + 8);
      const top = y + 4;
      let x = margin;
      for (const picture of pictures) {
        const left = x;
        asNode(picture.section).drawn.push({
          page,
          draw() {
            const { file, width: wide, height: high } = picture;
            paper.pdf.image(file, left, top, { width: wide, height: high });
            paper.pdf.lineWidth(0.5).strokeColor(HAIRLINE).rect(left, top, wide, high).stroke();
          },
        });
        x += picture.width + gap;
      }
      y = top + height + 12;
    },
    draw(drawFoot) {
      const all = nodes.flatMap((owner) => owner.drawn.map((part) => ({ ...part, owner })));
      const pages = Math.max(...all.map((part) => part.page));
      for (let current = 1; current <= pages; current += 1) {
        paper.addPage();
        for (const part of all) {
          if (part.page === current) part.owner.element.add(part.draw);
        }
        paper.artifact(() => {
          for (const decoration of decorations) {
            if (decoration.page === current) decoration.draw();
          }
        });
        paper.artifact(() => drawFoot(current), 'Pagination');
      }
      for (const { element } of nodes.toReversed()) {
        if (element !== paper.root) element.end();
      }
    },
  };
}
