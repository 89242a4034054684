import {
  condition,
  defineSignal,
  patched,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import { SEARCH_ATTRIBUTES } from '../search-attributes.ts';
import { HEARTBEAT_TIMEOUT, TASK_QUEUES } from '../task-queues.ts';
import { PAYOUT_RECORDED } from './contract.ts';
import type { RefundActivities, RefundInput, RefundResult } from './contract.ts';

const { returnCapture } = proxyActivities<RefundActivities>({
  taskQueue: TASK_QUEUES.payments,
  startToCloseTimeout: '2 minutes',
  heartbeatTimeout: HEARTBEAT_TIMEOUT,
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '5 minutes' },
  summary: '払い戻し',
});

const payoutRecorded = defineSignal(PAYOUT_RECORDED);

const STORY: Record<RefundResult['outcome'], string> = {
  refunded: '**払い戻し済み** 全額を払い戻しました。',
  counted: '**払い戻し不要** この入金は申請の正しい支払いでした。',
  nothing_captured: '**払い戻し不要** 決済会社で入金が成立していませんでした。',
  owed: `**職員の支払い待ち** 現金のため決済会社からは戻せません。職員が支払い、記録すると信号 \`${PAYOUT_RECORDED}\` が届きます。`,
  refused: `**職員の確認待ち** 決済会社が払い戻しを拒みました。お金は決済会社にあります。再試行、または職員の支払いの記録で信号 \`${PAYOUT_RECORDED}\` が届きます。`,
};

/**
 * Returns one capture or deposit that no order counts. Repeated until the provider says yes or definitely no; what only
 * people can return waits for them, however long.
 */
export async function refund(input: RefundInput): Promise<RefundResult> {
  let payouts = 0;
  setHandler(payoutRecorded, () => {
    payouts += 1;
  });
  setCurrentDetails('**払い戻し中** 決済会社に払い戻しを依頼しています。');
  for (;;) {
    payouts = 0;
    const result = await returnCapture(input);
    const waitsForStaff =
      result.outcome === 'owed' ||
      (result.outcome === 'refused' && patched('refused-is-not-the-end'));
    upsertSearchAttributes([
      { key: SEARCH_ATTRIBUTES.state, value: result.outcome },
      {
        key: SEARCH_ATTRIBUTES.needsAttention,
        value: result.outcome === 'refused' || result.outcome === 'owed',
      },
    ]);
    setCurrentDetails(STORY[result.outcome]);
    if (!waitsForStaff) return result;
    await condition(() => payouts > 0);
  }
}
