import type { OrderState } from '../../domain/orders/states.ts';
import { describeInstant } from '../describe.ts';
import { PAYOUT_RECORDED, RETRY_ISSUANCE } from './contract.ts';
import type { OrderLife } from './life.ts';

const paymentDeadline = ({ deadlines }: OrderLife) => describeInstant(deadlines.paymentDeadline);
const printDeadline = ({ deadlines }: OrderLife) => describeInstant(deadlines.printDeadline);
const paidOrFree = ({ input }: OrderLife) =>
  input.isFree ? '無料の申請です。' : 'お支払い済みです。';

const WAITING_FOR_REFUND = {
  refunded: '払い戻しています。',
  owed: `職員による支払いを待っています。記録されると信号 \`${PAYOUT_RECORDED}\` が届きます。`,
  refused: `決済会社が払い戻しを拒みました。対応後に信号 \`${RETRY_ISSUANCE}\` を送ってください。1日ごとにも再試行します。`,
} as const;

/** What an operator reads in the Temporal Web UI: where the order stands, until when, and what it waits for. */
export const STORY: Readonly<Record<OrderState, (life: OrderLife) => string>> = {
  awaiting_payment: (life) =>
    `**お支払い待ち** ${paymentDeadline(life)}までに支払われなければ失効します。`,
  preparing: (life) =>
    life.issuance.state === 'blocked'
      ? `**職員の確認待ち** ${paidOrFree(life)}このままでは発行できません。対応後に信号 \`${RETRY_ISSUANCE}\` を送ってください。${printDeadline(life)}までに発行できなければ${life.input.isFree ? '取り消します。' : '全額を払い戻します。'}`
      : `**準備中** ${paidOrFree(life)}印刷ネットワークへの登録を続けています。印刷期限は${printDeadline(life)}です。`,
  printable: (life) =>
    `**印刷可能** ${printDeadline(life)}まで印刷できます。${life.issuance.state === 'complete' ? '' : '番号がまだ出ていない印刷ネットワークがあります。'}`,
  partly_printed: (life) => `**一部印刷済み** 残りは${printDeadline(life)}まで印刷できます。`,
  printed: () => '**印刷済み** すべて印刷されました。',
  print_expired: () =>
    '**印刷期限切れ** 文書は印刷ネットワークから削除しました。払い戻しはありません。',
  lapsed: () => '**失効** 期限までにお支払いがありませんでした。',
  cancelled: ({ input, isReversed }) =>
    isReversed
      ? '**取消** 決済会社が入金を取り消したため、印刷の前に取り消しました。'
      : `**取消** ${input.isFree ? '無料の申請が' : 'お支払いの前に'}取り消されました。`,
  refunding: (life) =>
    `**払い戻し中** ${reasonOf(life)}、${WAITING_FOR_REFUND[life.refund.outcome]}`,
  refunded: (life) => `**払い戻し済み** ${reasonOf(life)}、払い戻しました。`,
};

function reasonOf({ withdrawal }: OrderLife): string {
  return withdrawal === null ? '発行できなかったため' : '支払い後に取り消されたため、規定により';
}
