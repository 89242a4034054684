import type { Language } from '../html.ts';
import { writeJapanTime } from '../print-documents/japan-time.ts';
import type { MachineOutcome } from './machine.ts';

export const texts = {
  ja: {
    title: 'マルチコピー機',
    town: '町へもどる',
    language: 'English',
    chooseChain: 'お店を選んでください',
    otherChain: 'お店を選びなおす',
    enterNumber: (name: string) => `${name}を入力してください`,
    numberHint: (length: number) => `英数字${length}けた。空白や小文字でもかまいません。`,
    next: '次へ',
    again: '番号を入力しなおす',
    chooseDocument: '文書を選んでください',
    check: '内容と料金をお確かめください',
    preview: '文書の内容',
    page: (page: number, pages: number) => `${page}ページ目（全${pages}ページ）`,
    pages: (pages: number) => `A4 ${pages}枚`,
    reckoning: (pages: number, copies: number, colour: string) =>
      `A4 ${pages}枚 × ${copies}部・${colour}`,
    copies: '部数',
    colour: 'カラー',
    monochrome: '白黒',
    colourChoice: '色',
    recount: '料金を計算しなおす',
    fee: 'プリント料金',
    inserted: '投入金額',
    missing: (yen: number) => `あと${yen}円入れてください。`,
    insertCoins: 'お金を入れる',
    coin: (yen: number) => `${yen}円`,
    giveBack: 'お金を返却する',
    print: 'プリントする',
    printed: 'プリントしました',
    sheets: (sheets: number) => `${sheets}枚が出てきました。お取り忘れのないようご注意ください。`,
    change: (yen: number) => `おつり：${yen}円`,
    returned: (yen: number) => `${yen}円をお返ししました。`,
    sheet: (copy: number, page: number) => `${copy}部目・${page}ページ目`,
    printAgain: '続けてプリントする',
    noSheets: 'この用紙は、もう表示できません。',
  },
  en: {
    title: 'Multifunction copier',
    town: 'Back to the town',
    language: '日本語',
    chooseChain: 'Choose a store',
    otherChain: 'Choose another store',
    enterNumber: (name: string) => `Enter your ${name.toLowerCase()}`,
    numberHint: (length: number) => `${length} letters and digits. Spaces and lower case are fine.`,
    next: 'Next',
    again: 'Enter another number',
    chooseDocument: 'Choose a document',
    check: 'Check the document and the price',
    preview: 'The document',
    page: (page: number, pages: number) => `Page ${page} of ${pages}`,
    pages: (pages: number) => (pages === 1 ? '1 sheet of A4' : `${pages} sheets of A4`),
    reckoning: (pages: number, copies: number, colour: string) =>
      `${pages === 1 ? '1 sheet' : `${pages} sheets`} × ${copies === 1 ? '1 copy' : `${copies} copies`}, A4, ${colour.toLowerCase()}`,
    copies: 'Copies',
    colour: 'Colour',
    monochrome: 'Black and white',
    colourChoice: 'Colour mode',
    recount: 'Update the price',
    fee: 'Printing charge',
    inserted: 'Money inserted',
    missing: (yen: number) => `Please insert ¥${yen} more.`,
    insertCoins: 'Insert money',
    coin: (yen: number) => `¥${yen}`,
    giveBack: 'Return my money',
    print: 'Print',
    printed: 'Printed',
    sheets: (sheets: number) =>
      sheets === 1
        ? 'One sheet has come out. Please take it with you.'
        : `${sheets} sheets have come out. Please take them all.`,
    change: (yen: number) => `Change: ¥${yen}`,
    returned: (yen: number) => `¥${yen} has been returned.`,
    sheet: (copy: number, page: number) => `Copy ${copy}, page ${page}`,
    printAgain: 'Print something else',
    noSheets: 'These sheets can no longer be shown.',
  },
} satisfies Record<Language, unknown>;

export type Refused = Exclude<MachineOutcome, { outcome: 'printed' | 'unpaid' }>;

/** What the machine says when it does not print. */
export function refusalText(refused: Refused, language: Language): string {
  if (refused.outcome === 'maintenance') return maintenanceText(refused.until, language);
  return refusals[language][refused.outcome];
}

function maintenanceText(until: string | null, language: Language): string {
  const time = until && writeJapanTime(new Date(until));
  if (language === 'ja') {
    const end = time ? `${time}ごろに終わる予定です。` : '終わる時刻はまだわかりません。';
    return `ただいまメンテナンス中のため、プリントできません。${end}`;
  }
  const end = time ? `It should end around ${time} (Japan time).` : 'The end is not known yet.';
  return `You cannot print now: the service is in maintenance. ${end}`;
}

const refusals = {
  ja: {
    unknown: '入力された番号の文書が見つかりません。番号とお店をもう一度お確かめください。',
    expired: 'この番号の文書は、プリントできる期限が過ぎました。',
    removed: 'この番号の文書は、登録元が削除したためプリントできません。',
    processing: '文書を準備しています。少し待ってから、もう一度番号を入力してください。',
    failed: 'この文書はプリントできません。登録元にお問い合わせください。',
    jam: '紙づまりのため、プリントできませんでした。店員をお呼びください。',
  },
  en: {
    unknown: 'There is no document with this number. Please check the number and the store.',
    expired: 'The time for printing this document is over.',
    removed: 'The sender has removed this document. It cannot be printed.',
    processing: 'The document is being prepared. Please wait a little and enter the number again.',
    failed: 'This document cannot be printed. Please ask the sender.',
    jam: 'The paper is jammed. Nothing was printed. Please call the staff.',
  },
};
