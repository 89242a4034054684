import type { SlipNumber } from '../cash/port.ts';

/** SBPS's code of 7-Eleven among the chains of Web コンビニ. From memory. */
const SEVEN_ELEVEN = '001';

/** What SBPS tells of a number at a store: the same five values in the notice and in the answer to an inquiry. */
export interface StoreNumber {
  webcvsType: string;
  /** `cvs_pay_data1`: 7-Eleven's number of 13 digits, else receipt and confirmation number with a hyphen between. */
  payData: string;
}

/** @returns the numbers that the person types or shows; none when SBPS told them in a way we do not know */
export function storeNumbers({ webcvsType, payData }: StoreNumber): SlipNumber[] {
  if (webcvsType === SEVEN_ELEVEN) {
    return /^\d{13}$/.test(payData) ? [{ kind: 'seven_eleven', value: payData }] : [];
  }
  const [, receipt, confirmation] = /^(\d{4,20})-(\d{4,20})$/.exec(payData) ?? [];
  if (!receipt || !confirmation) return [];
  return [
    { kind: 'receipt', value: receipt },
    { kind: 'confirmation', value: confirmation },
  ];
}

/**
 * The numbers in `res_payinfo_key` of a notice `OK`. How SBPS lays them out for the link type is in no public source:
 * this is from memory, and where it fails the inquiry (webcvs), SBPS's page and SBPS's mail still tell the numbers.
 */
export function numbersInNotice(method: string, payinfo: readonly string[]): SlipNumber[] {
  if (method === 'payeasy') {
    const [collector = '', customer = '', confirmation = ''] = payinfo;
    if (![collector, customer, confirmation].every((value) => /^\d{4,20}$/.test(value))) return [];
    return [
      { kind: 'collector', value: collector },
      { kind: 'customer', value: customer },
      { kind: 'confirmation', value: confirmation },
    ];
  }
  const [webcvsType = '', , , payData = ''] = payinfo;
  return storeNumbers({ webcvsType, payData });
}
