import type { CivilDate } from '../time/tokyo.ts';

/** Status of an affiliation: fees follow it, not the account. */
export type AffiliationStatus =
  'student' | 'graduate' | 'withdrawn' | 'removed' | 'non_degree' | 'doctor_by_dissertation';

export type CertificateLanguage = 'ja' | 'en';
export type Destination = 'convenience_store' | 'campus_machine';

/** One dated row of a university's table of issue fees. `null` matches everything. `validTo` is exclusive. */
export interface FeeRow {
  affiliationStatus: AffiliationStatus | null;
  certificateKind: string | null;
  language: CertificateLanguage | null;
  destination: Destination | null;
  validFrom: CivilDate;
  validTo: CivilDate | null;
  /** Yen for one copy. */
  yen: number;
}

/** Dated system usage fee, yen for one order or one copy; `validTo` is exclusive. */
export interface SystemFeeRow {
  per: 'order' | 'copy';
  yen: number;
  validFrom: CivilDate;
  validTo: CivilDate | null;
}

export interface FeeKey {
  affiliationStatus: AffiliationStatus;
  certificateKind: string;
  language: CertificateLanguage;
  destination: Destination;
}

/** No row of the table fits: the certificate cannot be ordered, and the configuration needs a person. */
export class FeeMissing extends Error {
  override name = 'FeeMissing';
}

const SELECTORS = ['affiliationStatus', 'certificateKind', 'language', 'destination'] as const;

function isValidOn(
  row: { validFrom: CivilDate; validTo: CivilDate | null },
  on: CivilDate,
): boolean {
  return row.validFrom <= on && (row.validTo === null || on < row.validTo);
}

/**
 * @returns issue fee in yen for one copy on a civil date in Japan: of the rows that match, the one that names the most
 *   selectors; between equals the one that began later
 * @throws FeeMissing when no row matches
 */
export function issueFeeYen(table: readonly FeeRow[], key: FeeKey, on: CivilDate): number {
  const specificity = (row: FeeRow) =>
    SELECTORS.filter((selector) => row[selector] !== null).length;
  const matching = table
    .filter((row) => isValidOn(row, on))
    .filter((row) =>
      SELECTORS.every((selector) => row[selector] === null || row[selector] === key[selector]),
    )
    .sort((a, b) => specificity(b) - specificity(a) || (a.validFrom < b.validFrom ? 1 : -1));
  const best = matching[0];
  if (!best) throw new FeeMissing(`no fee for ${JSON.stringify(key)} on ${on}`);
  return best.yen;
}

/** @returns the system usage fee on a civil date in Japan, by what it is counted; yen, nothing where there is none */
export function systemFeesOn(
  table: readonly SystemFeeRow[],
  on: CivilDate,
): { per: SystemFeeRow['per']; yen: number }[] {
  const valid = table.filter((row) => isValidOn(row, on));
  return (['order', 'copy'] as const)
    .map((per) => ({
      per,
      yen: valid.filter((row) => row.per === per).reduce((sum, { yen }) => sum + yen, 0),
    }))
    .filter(({ yen }) => yen > 0);
}

export interface PricedLine {
  unitFeeYen: number;
  copies: number;
  feeYen: number;
}

export interface OrderPrice {
  lines: PricedLine[];
  issueFeeYen: number;
  systemFeeYen: number;
  totalYen: number;
}

/**
 * Price of an order in yen: issue fee × copies for each line, system usage fee as its own amount.
 * @throws FeeMissing when a certificate has no fee on that date
 * @throws RangeError when copies is not a positive whole number
 */
export function priceOrder(
  fees: { issueFees: readonly FeeRow[]; systemFees: readonly SystemFeeRow[] },
  items: readonly (FeeKey & { copies: number })[],
  on: CivilDate,
): OrderPrice {
  const lines = items.map((item) => {
    if (!Number.isSafeInteger(item.copies) || item.copies < 1) {
      throw new RangeError(`copies must be a positive whole number: ${item.copies}`);
    }
    const unitFeeYen = issueFeeYen(fees.issueFees, item, on);
    return { unitFeeYen, copies: item.copies, feeYen: unitFeeYen * item.copies };
  });
  const sumIssueFeeYen = lines.reduce((sum, line) => sum + line.feeYen, 0);
  const copies = lines.reduce((sum, line) => sum + line.copies, 0);
  const systemFeeYen = fees.systemFees
    .filter((row) => isValidOn(row, on))
    .reduce((sum, row) => sum + row.yen * (row.per === 'copy' ? copies : 1), 0);
  return {
    lines,
    issueFeeYen: sumIssueFeeYen,
    systemFeeYen,
    totalYen: sumIssueFeeYen + systemFeeYen,
  };
}
