import type { PasswordRule } from '../../domain/account/password-rules.ts';
import type { Bilingual } from '../../domain/university/profile.ts';
import type { FormState } from '../forms/form-state.ts';
import { definePage } from '../rendering/page.ts';
import type { Message } from '../../rendering/translate.ts';

/**
 * One rule beside the field, with its own state: `open` before anything was typed, afterwards what the server found
 * (and, while somebody types, the page itself).
 */
export interface RuleView {
  rule: PasswordRule | 'differs_from_university';
  words: Message;
  /** What the page judges by while somebody types; null for what only the server can tell. */
  pattern: string | null;
  /** Typing on cannot mend it (a symbol, too many characters): said at once. */
  isProhibition: boolean;
  state: 'open' | 'met' | 'broken';
}

export interface NewPasswordModel {
  form: FormState;
  rules: RuleView[];
}

/** 第2パスワードの設定, at the first sign-in. */
export interface SetModel extends NewPasswordModel {
  /** The university's own: where else the second password is used. */
  notes: Bilingual[];
}

/** 第2パスワードの変更. */
export interface ChangeModel extends SetModel {
  /** When the next attempt is allowed; null unless there were too many. */
  retryAt: Date | null;
}

/** What was done: the title says it. */
export interface DoneModel {
  how: 'set' | 'reset';
}

/** 第2パスワードを忘れた場合. */
export interface ForgottenModel {
  form: FormState;
  senderAddress: string;
  minutes: number;
  retryAt: Date | null;
}

/** The same whether or not the address is registered: it knows neither. */
export interface ForgottenSentModel {
  senderAddress: string;
  minutes: number;
}

/** Behind the link of the mail. */
export interface ResetModel extends SetModel {
  /** Whoever holds the link may be anybody: enough to recognise the account, no more. */
  maskedUserId: string;
  expiresAt: Date | null;
  /** A new one has been received but is not set yet: the page goes on asking. */
  isReceived: boolean;
}

export const setPage = definePage<SetModel>('second-password/set');
export const donePage = definePage<DoneModel>('second-password/done', {
  title: ({ how }) => ({ key: `secondPassword.done.${how}.title` }),
});
export const changePage = definePage<ChangeModel>('second-password/change');
export const changedPage = definePage<object>('second-password/changed');
export const forgottenPage = definePage<ForgottenModel>('second-password/forgotten');
export const forgottenSentPage = definePage<ForgottenSentModel>('second-password/forgotten-sent');
export const resetPage = definePage<ResetModel>('second-password/reset');
