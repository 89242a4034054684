import { newForm, withErrors } from '../forms/form-state.ts';
import type { FormState } from '../forms/form-state.ts';
import type { GalleryEntry } from '../gallery/entry.ts';
import { GALLERY_NOW } from '../gallery/sample-layout.ts';
import { entryIn } from '../orders/gallery-entry.ts';
import { samplePaidOrder } from '../orders/sample-orders.ts';
import type { ReceiptOrder } from './queries.ts';
import { receiptContent } from './receipt-content.ts';
import { receiptModel, receiptPage } from './receipt.ts';

const paid = samplePaidOrder();
const order: ReceiptOrder = {
  orderId: paid.id,
  universityId: paid.universityId,
  universityCode: 'aomine',
  issueNumber: paid.issueNumber,
  placedAt: paid.placedAt,
  totalYen: paid.totalYen,
  systemFeeYen: paid.systemFeeYen,
  paidAt: GALLERY_NOW,
  paidMethod: 'card',
  personName: '髙橋　美咲',
  name: null,
  refunds: [],
  lines: paid.lines,
};
const goesBack = {
  captureId: 'capture',
  cause: 'cancelled_by_person' as const,
  amountYen: paid.totalYen,
  state: 'refunded' as const,
};

function receipt(
  name: string,
  different: Partial<ReceiptOrder>,
  form: FormState = newForm({ name: order.personName }),
  asked = '',
): GalleryEntry {
  return entryIn(`receipts/${name}`, receiptPage, (locale, { profile }) => {
    const sample = { ...order, ...different };
    const content = receiptContent(sample, profile, locale);
    if (!content) throw new Error('a sample without a receipt');
    return receiptModel({ order: sample, receipt: content }, form, asked);
  });
}

const tooLong = withErrors(newForm({ name: 'あ'.repeat(61) }), {
  field: 'name',
  message: { key: 'receipts.errors.tooLong', params: { maximum: 60 } },
});

export const gallery: GalleryEntry[] = [
  receipt('receipt', {}),
  receipt('receipt-name-wrong', {}, tooLong),
  receipt('receipt-name-confirm', {}, newForm(), '株式会社 青空商事'),
  receipt('receipt-void', { name: '株式会社 青空商事', refunds: [goesBack] }),
];
