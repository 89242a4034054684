import { proxyActivities, setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import { SEARCH_ATTRIBUTES } from '../search-attributes.ts';
import { HEARTBEAT_TIMEOUT, TASK_QUEUES } from '../task-queues.ts';
import type { RefundActivities, RefundInput, RefundResult } from './contract.ts';

const { returnCapture } = proxyActivities<RefundActivities>({
  taskQueue: TASK_QUEUES.payments,
  startToCloseTimeout: '2 minutes',
  heartbeatTimeout: HEARTBEAT_TIMEOUT,
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '5 minutes' },
  summary: '払い戻し',
});

const STORY: Record<RefundResult['outcome'], string> = {
  refunded: '**払い戻し済み** 全額を払い戻しました。',
  counted: '**払い戻し不要** この入金は申請の正しい支払いでした。',
  nothing_captured: '**払い戻し不要** 決済会社で入金が成立していませんでした。',
  refused: '**職員の確認待ち** 決済会社が払い戻しを拒みました。お金は決済会社にあります。',
};

/** Returns one capture that no order counts. Repeated until the provider says yes or definitely no. */
export async function refund(input: RefundInput): Promise<RefundResult> {
  setCurrentDetails('**払い戻し中** 決済会社に払い戻しを依頼しています。');
  const result = await returnCapture(input);
  upsertSearchAttributes([
    { key: SEARCH_ATTRIBUTES.state, value: result.outcome },
    { key: SEARCH_ATTRIBUTES.needsAttention, value: result.outcome === 'refused' },
  ]);
  setCurrentDetails(STORY[result.outcome]);
  return result;
}
