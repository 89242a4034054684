import { placesToPay } from '../domain/orders/slip.ts';
import type { SlipNumber } from '../domain/orders/slip.ts';
import type { PaymentMethod, UniversityProfile } from '../domain/university/profile.ts';
import { emailFrame } from './email-frame.ts';
import type { CashSlipEmail } from './order-email-models.ts';

/** What MAIL-9 says of an order and its slip. */
export interface SlipMailFacts {
  issueNumber: string;
  totalYen: number;
  paymentDeadline: Date;
  printDeadline: Date;
  numbers: SlipNumber[];
  method: PaymentMethod;
  /** platform/order-links.ts */
  links: { order: string; paymentSlip: string; calendar: string };
}

/** MAIL-9 as data, the same for whoever issues a slip: the page, or housekeeping after an outage. */
export function slipMail(profile: UniversityProfile, facts: SlipMailFacts): CashSlipEmail {
  const { method, links } = facts;
  return {
    ...emailFrame(profile),
    issueNumber: facts.issueNumber,
    orderUrl: links.order,
    methodName: method.name,
    numbers: facts.numbers,
    totalYen: facts.totalYen,
    paymentDeadline: facts.paymentDeadline,
    printDeadline: facts.printDeadline,
    instructions: placesToPay(method.instructions, facts.numbers),
    slipUrl: links.paymentSlip,
    calendarUrl: links.calendar,
  };
}
