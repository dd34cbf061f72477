import { expect, test } from 'vitest'
import {
  FIXED_KEYWORDS,
  KEYWORD_FLAGS,
  KEYWORD_TEXTS,
  keywordChanges,
  keywordsOf,
} from '../../../src/domain/watch/healthchecks-keywords'
import type { CheckPlan } from '../../../src/domain/watch/plan-fields'

type MailRules = Pick<CheckPlan, 'mailFail' | 'mailSuccess' | 'mailStart' | 'mailWordsIn' | 'mailOther'>

const NONE = {
  start_kw: '',
  success_kw: '',
  failure_kw: '',
  filter_subject: false,
  filter_body: false,
  filter_default_fail: false,
}

test('the fields are those of Healthchecks', () => {
  expect(FIXED_KEYWORDS).toEqual({ subject: '', subject_fail: '', filter_http_body: false })
  expect(KEYWORD_TEXTS).toEqual(['start_kw', 'success_kw', 'failure_kw'])
  expect(KEYWORD_FLAGS).toEqual(['filter_subject', 'filter_body', 'filter_default_fail'])
})

test.each<[plan: MailRules | undefined, keywords: object]>([
  [undefined, NONE],
  [{ mailWordsIn: 'both', mailOther: 'fail' }, NONE],
  [
    { mailStart: 'go', mailWordsIn: 'both', mailOther: 'ignore' },
    { ...NONE, start_kw: 'go', filter_subject: true, filter_body: true },
  ],
  [
    { mailSuccess: 'done', mailWordsIn: 'subject', mailOther: 'fail' },
    { ...NONE, success_kw: 'done', filter_subject: true, filter_default_fail: true },
  ],
  [
    { mailFail: 'bad', mailWordsIn: 'body', mailOther: 'ignore' },
    { ...NONE, failure_kw: 'bad', filter_body: true },
  ],
])('the plan %j has the keywords %j', (plan, keywords) => {
  expect(keywordsOf(plan)).toEqual(keywords)
})

const BEFORE: MailRules = { mailFail: 'bad', mailWordsIn: 'subject', mailOther: 'fail' }
const NO_WORDS = { mailStart: undefined, mailSuccess: undefined, mailFail: undefined }

test.each<[given: object, before: MailRules | undefined, changes: object]>([
  [{}, undefined, {}],
  [{ desc: 'x' }, BEFORE, {}],
  // Nothing but what is so already.
  [{ start_kw: '' }, undefined, { ...NO_WORDS, mailWordsIn: 'both', mailOther: 'ignore' }],
  [
    { success_kw: 'done', filter_subject: true },
    undefined,
    { ...NO_WORDS, mailSuccess: 'done', mailWordsIn: 'subject', mailOther: 'ignore' },
  ],
  [
    { start_kw: 'go', filter_body: true },
    BEFORE,
    { mailStart: 'go', mailSuccess: undefined, mailFail: 'bad', mailWordsIn: 'both', mailOther: 'fail' },
  ],
  [
    { filter_subject: false, filter_body: true, filter_default_fail: false },
    BEFORE,
    { ...NO_WORDS, mailFail: 'bad', mailWordsIn: 'body', mailOther: 'ignore' },
  ],
  [
    { failure_kw: '', filter_subject: false, filter_default_fail: false },
    BEFORE,
    { ...NO_WORDS, mailWordsIn: 'both', mailOther: 'ignore' },
  ],
])('the fields %j change the plan %j by %j', (given, before, changes) => {
  expect(keywordChanges(given, before)).toStrictEqual({ changes, faults: [] })
})

const NO_PART = 'is not possible without filter_subject or filter_body'
const NO_WORD = 'is not possible without a keyword'

test.each<[given: object, before: MailRules | undefined, key: string, reason: string]>([
  [{ failure_kw: 'bad' }, undefined, 'failure_kw', NO_PART],
  [{ start_kw: '', success_kw: 'done' }, undefined, 'success_kw', NO_PART],
  [{ filter_subject: false }, BEFORE, 'filter_subject', NO_PART],
  [{ filter_body: true }, undefined, 'filter_body', NO_WORD],
  [{ filter_default_fail: true }, undefined, 'filter_default_fail', NO_WORD],
  [{ failure_kw: '' }, BEFORE, 'failure_kw', NO_WORD],
  [{ failure_kw: '', filter_subject: false }, BEFORE, 'failure_kw', NO_WORD],
])('the fields %j of the plan %j are refused: %s %s', (given, before, key, reason) => {
  expect(keywordChanges(given, before)).toEqual({ changes: {}, faults: [{ key, reason }] })
})
