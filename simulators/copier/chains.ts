import type { CopierDesk } from '../print-documents/copier-desk.ts';

export const chainIds = ['seven-eleven', 'familymart', 'lawson', 'campus-machine'] as const;
export type ChainId = (typeof chainIds)[number];

/** The print networks that the copiers ask. */
export interface CopierNetworks {
  netprint: { desk: CopierDesk };
  networkPrint: { desk: CopierDesk };
  campusPrinter: { desk: CopierDesk };
}

export interface Chain {
  id: ChainId;
  name: { ja: string; en: string };
  /** What the number is called on this chain's machines. */
  numberName: { ja: string; en: string };
  numberLength: number;
  desk: CopierDesk;
}

export function createChains({ netprint, networkPrint, campusPrinter }: CopierNetworks): Chain[] {
  const userNumber = {
    numberName: { ja: 'ユーザー番号', en: 'User number' },
    numberLength: 10,
    desk: networkPrint.desk,
  };
  return [
    {
      id: 'seven-eleven',
      name: { ja: 'セブン-イレブン', en: '7-Eleven' },
      numberName: { ja: 'プリント予約番号', en: 'Print reservation number' },
      numberLength: 8,
      desk: netprint.desk,
    },
    { id: 'familymart', name: { ja: 'ファミリーマート', en: 'FamilyMart' }, ...userNumber },
    { id: 'lawson', name: { ja: 'ローソン', en: 'Lawson' }, ...userNumber },
    {
      id: 'campus-machine',
      name: { ja: '学内の証明書発行機', en: 'Campus certificate machine' },
      numberName: { ja: '発行番号', en: 'Issue number' },
      numberLength: 8,
      desk: campusPrinter.desk,
    },
  ];
}
