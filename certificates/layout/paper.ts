import PDFDocument from 'pdfkit';
import { charactersOf } from '../fonts/characters.ts';
import { fontForDocument, GlyphNotInFont, typeface } from '../fonts/typeface.ts';
import type { FontName } from '../fonts/typeface.ts';
import { fontFor } from '../glyph-check.ts';
import type { FontStack } from '../glyph-check.ts';
import { balanceLines, breakLines } from './line-breaks.ts';
import { drawWatermark } from './watermark.ts';

/** A4, in points. */
export const pageWidth = 595.28;
export const pageHeight = 841.89;

export const ink = '#1a1a1a';
export const quietInk = '#4a4a4a';

export interface TextStyle {
  fonts: FontStack;
  /** In points. */
  size: number;
  /** Extra space after each character, in points. */
  spacing?: number;
  colour?: string;
}

export interface PaperOptions {
  language: 'ja' | 'en';
  title: string;
  author: string;
  issueNumber: string;
  createdAt: Date;
  /** Stands across every page of what is only looked at before it is ordered. */
  watermark?: string;
}

export type Element = PDFKit.PDFStructureElement;

/**
 * A tagged PDF/A-2a document on A4 in the making. Lengths are points from the top left corner; text is placed by its
 * baseline. What is drawn in `artifact` is decoration; everything else belongs in an element, so that the
 * document reads aloud in order.
 */
export class Paper {
  readonly pdf: PDFKit.PDFDocument;
  readonly root: Element;
  /** A preview: no number, no seal, and its watermark over everything. */
  readonly isSample: boolean;
  readonly #watermark: string;
  #fonts = new Set<FontName>();
  /** Widths by style and text: a paragraph is tried at many widths, with the same beginnings of lines each time. */
  #widths = new Map<string, number>();
  #pages = 0;

  constructor(options: PaperOptions) {
    this.#watermark = options.watermark ?? '';
    this.isSample = this.#watermark !== '';
    this.pdf = new PDFDocument({
      size: [pageWidth, pageHeight],
      margin: 0,
      autoFirstPage: false,
      subset: 'PDF/A-2a',
      pdfVersion: '1.7',
      tagged: true,
      displayTitle: true,
      lang: options.language === 'ja' ? 'ja-JP' : 'en-GB',
      // No default font: PDF/A wants every font embedded.
      font: '',
      info: {
        Title: withoutMarkup(options.title),
        Author: withoutMarkup(options.author),
        // Also makes the file's identifier, which pdfkit derives from these entries, one of its own.
        Subject: withoutMarkup(options.issueNumber),
        Creator: withoutMarkup(options.author),
        CreationDate: options.createdAt,
      },
    });
    this.root = this.pdf.struct('Document');
    this.pdf.addStructure(this.root);
  }

  addPage(): void {
    this.#closePage();
    this.pdf.addPage();
    this.#pages += 1;
  }

  /** The watermark comes last, so that nothing lies over it. */
  #closePage(): void {
    if (this.isSample && this.#pages > 0) {
      this.artifact(() => {
        drawWatermark(this, this.#watermark);
      });
    }
  }

  /** Adds an element; `draw`, if given, draws its content at once on the current page. */
  element(
    parent: Element,
    type: string,
    draw?: () => void,
    options: PDFKit.Mixins.StructureElementOptions = {},
  ): Element {
    const element = this.pdf.struct(type, options);
    parent.add(element);
    if (draw) {
      element.add(draw);
      element.end();
    }
    return element;
  }

  /** Draws decoration that a screen reader passes over. Not inside an element. */
  artifact(draw: () => void, type: 'Layout' | 'Pagination' = 'Layout'): void {
    this.pdf.markContent('Artifact', { type });
    draw();
    this.pdf.endMarkedContent();
  }

  /** @returns the width of a text, in points */
  measure(text: string, style: TextStyle): number {
    const key = [...style.fonts, style.size, style.spacing ?? 0, text].join(' ');
    const width = this.#widths.get(key) ?? this.#widthOf(text, style);
    this.#widths.set(key, width);
    return width;
  }

  #widthOf(text: string, style: TextStyle): number {
    const runs = this.#runs(text, style.fonts);
    const widths = runs.map((run) => this.#use(run.font, style.size).widthOfString(run.text));
    const spaces = Math.max(0, charactersOf(text).length - 1) * (style.spacing ?? 0);
    return widths.reduce((sum, width) => sum + width, spaces);
  }

  /** @returns the lines of a paragraph that is at most `maxWidth` points wide */
  lines(text: string, style: TextStyle, maxWidth: number): string[] {
    return breakLines(text, maxWidth, (part) => this.measure(part, style));
  }

  /** @returns as `lines`, about equally long: for what stands centred */
  balancedLines(text: string, style: TextStyle, maxWidth: number): string[] {
    return balanceLines(text, maxWidth, (part) => this.measure(part, style));
  }

  /** @throws GlyphNotInFont when no font of the style has a character: better no paper than a blank box */
  text(
    text: string,
    x: number,
    baseline: number,
    style: TextStyle,
    align: 'left' | 'center' | 'right' = 'left',
  ): void {
    const width = align === 'left' ? 0 : this.measure(text, style);
    let left = align === 'center' ? x - width / 2 : x - width;
    for (const run of this.#runs(text, style.fonts)) {
      this.#use(run.font, style.size).fillColor(style.colour ?? ink);
      this.pdf.text(run.text, left, baseline, {
        lineBreak: false,
        baseline: 'alphabetic',
        characterSpacing: style.spacing ?? 0,
      });
      left +=
        this.pdf.widthOfString(run.text) + charactersOf(run.text).length * (style.spacing ?? 0);
    }
  }

  line(x1: number, y1: number, x2: number, y2: number, width: number, colour: string): void {
    this.pdf.lineWidth(width).strokeColor(colour).moveTo(x1, y1).lineTo(x2, y2).stroke();
  }

  /** Ends the document. @returns the file's bytes */
  async finish(): Promise<Uint8Array> {
    this.#closePage();
    this.root.end();
    this.pdf.end();
    const chunks: Buffer[] = [];
    for await (const chunk of this.pdf) {
      chunks.push(chunk as Buffer);
    }
    return new Uint8Array(Buffer.concat(chunks));
  }

  #use(name: FontName, size: number): PDFKit.PDFDocument {
    if (!this.#fonts.has(name)) {
      this.pdf.registerFont(name, fontForDocument(typeface(name)));
      this.#fonts.add(name);
    }
    return this.pdf.font(name, size);
  }

  #runs(text: string, fonts: FontStack): { font: FontName; text: string }[] {
    const runs: { font: FontName; text: string }[] = [];
    for (const character of charactersOf(text)) {
      const font = fontFor(character, fonts);
      if (font === null) {
        throw new GlyphNotInFont(character.codePoint);
      }
      const last = runs.at(-1);
      if (last?.font === font) {
        last.text += character.text;
      } else {
        runs.push({ font, text: character.text });
      }
    }
    return runs;
  }
}

/** pdfkit writes these entries into XML as they are. */
function withoutMarkup(text: string): string {
  return text.replace(/[<>&]/g, ' ');
}
