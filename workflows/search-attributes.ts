import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';

/**
 * What operators search by in the Temporal Web UI. Never encrypted, so nothing personal: university code, state,
 * due instant, and whether a person must act. Registered at start (scripts, deployment).
 */
export const SEARCH_ATTRIBUTES = {
  university: defineSearchAttributeKey('CertUniversity', SearchAttributeType.KEYWORD),
  state: defineSearchAttributeKey('CertState', SearchAttributeType.KEYWORD),
  dueAt: defineSearchAttributeKey('CertDueAt', SearchAttributeType.DATETIME),
  needsAttention: defineSearchAttributeKey('CertNeedsAttention', SearchAttributeType.BOOL),
};
