/** Keywords of mails in the fields of Healthchecks' management API. Pure. */

import type { Fault } from '../fault'
import type { PlanChanges } from './check-plan'
import type { CheckPlan } from './plan-fields'

type MailRules = Pick<CheckPlan, 'mailFail' | 'mailSuccess' | 'mailStart' | 'mailWordsIn' | 'mailOther'>

/** The names of words, and of the parts that they are looked for in. */
const WORDS = { start_kw: 'mailStart', success_kw: 'mailSuccess', failure_kw: 'mailFail' } as const
const PARTS = ['filter_subject', 'filter_body'] as const

interface Keywords {
  readonly start_kw: string
  readonly success_kw: string
  readonly failure_kw: string
  readonly filter_subject: boolean
  readonly filter_body: boolean
  readonly filter_default_fail: boolean
}

/** Fields that have one value only: `subject` and `subject_fail` are older names, and bodies of requests have no keywords. */
export const FIXED_KEYWORDS = { subject: '', subject_fail: '', filter_http_body: false } as const

export const KEYWORD_TEXTS = Object.keys(WORDS)
export const KEYWORD_FLAGS: readonly string[] = [...PARTS, 'filter_default_fail']

export function keywordsOf(plan: MailRules | undefined): Keywords {
  const { mailStart = '', mailSuccess = '', mailFail = '', mailWordsIn, mailOther } = plan ?? {}
  const has = [mailStart, mailSuccess, mailFail].some(words => words !== '')
  return {
    start_kw: mailStart,
    success_kw: mailSuccess,
    failure_kw: mailFail,
    filter_subject: has && mailWordsIn !== 'body',
    filter_body: has && mailWordsIn !== 'subject',
    filter_default_fail: has && mailOther === 'fail',
  }
}

/**
 * The changes by which the keywords that are given count. Healthchecks stores keywords without looking for them, and looks
 * for none where none is stored; here neither is possible, as a mail of failure would count as a success.
 */
export function keywordChanges(
  given: Partial<Keywords>,
  before: MailRules | undefined,
): { readonly changes: PlanChanges; readonly faults: readonly Fault[] } {
  const named = [...KEYWORD_TEXTS, ...KEYWORD_FLAGS].filter(
    name => given[name as keyof Keywords] !== undefined,
  )
  if (named.length === 0) return { changes: {}, faults: [] }
  const next = { ...keywordsOf(before), ...given }
  const hasWords = KEYWORD_TEXTS.some(name => next[name as keyof Keywords] !== '')
  const looks = next.filter_subject || next.filter_body
  const key = named.find(name => given[name as keyof Keywords]) ?? named[0] ?? ''
  if (hasWords && !looks)
    return { changes: {}, faults: [{ key, reason: 'is not possible without filter_subject or filter_body' }] }
  if (!hasWords && (looks || next.filter_default_fail))
    return { changes: {}, faults: [{ key, reason: 'is not possible without a keyword' }] }
  const words = Object.entries(WORDS).map(([name, option]) => [
    option,
    next[name as keyof typeof WORDS] || undefined,
  ])
  const mailWordsIn =
    next.filter_subject === next.filter_body ? 'both' : next.filter_body ? 'body' : 'subject'
  const mailOther = next.filter_default_fail ? 'fail' : 'ignore'
  return { changes: { ...Object.fromEntries(words), mailWordsIn, mailOther }, faults: [] }
}
