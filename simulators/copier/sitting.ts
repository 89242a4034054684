import type { RequestHandler, Response } from 'express';
import { z } from 'zod';
import { languageOf } from '../html.ts';
import type { CopierDocument } from '../print-documents/copier-desk.ts';
import type { Chain } from './chains.ts';
import { mostCopies } from './machine.ts';
import type { CopyMachine, MachineOutcome } from './machine.ts';
import { documentsScreen, numberScreen, payScreen } from './pages.ts';
import type { Sitting } from './pages.ts';
import { refusalText } from './texts.ts';
import type { Refused } from './texts.ts';

const wholeNumber = (fallback: number, most: number) =>
  z.coerce.number().int().min(0).max(most).catch(fallback);

const sittingSchema = z.object({
  number: z.string().max(200).catch(''),
  document: z.string().max(100).catch(''),
  copies: wholeNumber(1, mostCopies).transform((copies) => Math.max(1, copies)),
  colour: z.enum(['monochrome', 'colour']).catch('monochrome'),
  inserted: wholeNumber(0, 1_000_000),
  /** `coin-<yen>`, `return`, `recount` or `print`. */
  action: z.string().catch(''),
});

/** Every key that a person presses after choosing the store: number, document, coins, print. */
export function serveSitting(
  chainOf: (id: string) => Chain | undefined,
  machine: CopyMachine,
): RequestHandler<{ chain: string }> {
  return async (request, response, next) => {
    const chain = chainOf(request.params.chain);
    if (!chain) {
      next();
      return;
    }
    const language = languageOf(request.query);
    const { action, ...sitting } = sittingSchema.parse(request.body ?? {});
    const refuse = (refused: Refused): void => {
      const message = refusalText(refused, language);
      const problem = { number: sitting.number, message, returnedYen: sitting.inserted };
      response.status(refused.outcome === 'unknown' ? 404 : 409);
      response.send(numberScreen(language, chain, problem));
    };

    const found = chain.desk.lookUp(sitting.number);
    if (found.outcome !== 'found') {
      refuse(found);
      return;
    }
    const chosen = choose(found.documents, sitting.document);
    if (!chosen) {
      response.send(documentsScreen(language, chain, sitting, found.documents));
      return;
    }
    if (action === 'print') {
      const outcome = await print(machine, chain, sitting, chosen);
      if (outcome.outcome !== 'unpaid') {
        if (outcome.outcome === 'printed') showSheets(response, outcome.job.id, language);
        else refuse(outcome);
        return;
      }
    }
    const coin = Number(/^coin-(10|50|100|500|1000)$/.exec(action)?.[1] ?? 0);
    const returned = action === 'return' ? sitting.inserted : 0;
    const inserted = sitting.inserted + coin - returned;
    response.send(payScreen(language, chain, { ...sitting, inserted }, chosen, returned));
  };
}

function choose(documents: readonly CopierDocument[], id: string): CopierDocument | undefined {
  const only = documents.length === 1 ? documents[0] : undefined;
  return documents.find((document) => document.id === id) ?? only;
}

function print(
  machine: CopyMachine,
  chain: Chain,
  { number, copies, colour, inserted }: Sitting,
  { id }: CopierDocument,
): Promise<MachineOutcome> {
  return machine.print({ chain, number, documentId: id, copies, colour, paidYen: inserted });
}

function showSheets(response: Response, printId: string, language: string): void {
  response.redirect(303, `/copier/prints/${printId}?lang=${language}`);
}
