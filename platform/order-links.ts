/** Which order, in addresses: ids and the code of its university only. */
export interface OrderAddress {
  id: string;
  universityCode: string;
}

/**
 * The addresses about an order that stand in mails, from the configured origin and never from a request; `api/paths.ts`
 * serves them.
 * @param publicOrigin without a trailing slash
 */
export function orderLinks(publicOrigin: string, { id, universityCode }: OrderAddress) {
  const university = `${publicOrigin}/${universityCode}`;
  const order = `${university}/orders/${id}`;
  return {
    order,
    pay: `${order}/pay`,
    paymentSlip: `${order}/payment-slip`,
    calendar: `${order}/deadlines.ics`,
    whereToPrint: `${university}/where-to-print`,
  };
}
