import type { FormState } from '../forms/form-state.ts';
import { definePage } from '../rendering/page.ts';
import type { Instant } from '../../rendering/format.ts';
import { entry } from './entry.ts';
import type { GalleryEntry } from './entry.ts';

interface ComponentsModel {
  sample: string;
  sentence: string;
  steps: string[];
  form: FormState;
  choices: { value: string; label: string; hint?: string }[];
  deadline: Instant;
  rows: { label: string; value: string; changeHref?: string; note?: string; isTotal?: boolean }[];
  tones: string[];
  events: { at: Instant | null; label: string; note?: string; state: 'done' | 'now' | 'ahead' }[];
}

const componentsPage = definePage<ComponentsModel>('gallery/components');

const model: ComponentsModel = {
  sample: '在学証明書 Enrolment',
  sentence: 'お申し込みの前に、お名前と学籍番号をご確認ください。Check your name before you order.',
  steps: ['証明書', '部数', '確認', '支払い'],
  form: {
    values: { userId: 'a24 01001', destination: 'convenience-store', copies: 'seal' },
    errors: [
      { field: 'userId', message: { key: 'common.errors.invalid' } },
      { field: 'password', message: { key: 'common.errors.required' } },
      { field: 'destination', message: { key: 'common.errors.required' } },
      { field: 'copies', message: { key: 'common.errors.required' } },
    ],
  },
  choices: [
    { value: 'convenience-store', label: 'コンビニ', hint: 'セブン-イレブン、ファミリーマート' },
    { value: 'seal', label: '厳封 Sealed envelope' },
  ],
  deadline: new Date('2026-11-28T15:00:00Z'),
  rows: [
    { label: '証明書', value: '在学証明書(和文)', changeHref: '/gallery', note: '髙橋 渡邉 様' },
    { label: '部数', value: '2部', changeHref: '/gallery' },
    { label: '合計', value: '1,200円', isTotal: true },
  ],
  tones: ['waiting', 'working', 'ready', 'done', 'stopped'],
  events: [
    { at: new Date('2026-11-21T05:00:00Z'), label: '申請', state: 'done' },
    { at: new Date('2026-11-21T06:00:00Z'), label: '発行の準備中', note: '約1分', state: 'now' },
    { at: null, label: '印刷', state: 'ahead' },
  ],
};

/** Every partial on one page, as it looks when something is wrong. */
export const gallery: GalleryEntry[] = [
  entry('gallery/components', componentsPage, model),
  entry('gallery/components-rakuo', componentsPage, model, {
    university: { code: 'rakuo', name: '洛央大学', shortName: '洛央大', accent: 'rakuo' },
  }),
  entry('gallery/components-saikai', componentsPage, model, {
    university: { code: 'saikai', name: '西海大学', shortName: '西海大', accent: 'saikai' },
  }),
  entry('gallery/components-mukono', componentsPage, model, {
    university: {
      code: 'mukono',
      name: '武庫野女子大学',
      shortName: '武庫野女子大',
      accent: 'mukono',
    },
  }),
];
