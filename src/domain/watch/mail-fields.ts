/** The options of a check for check-ins by e-mail: their shape, and their rows of the table in plan-fields.ts. Pure. */

import { patternProblem } from '../probes/body-pattern'
import type { FieldType } from './field-type'
import { choice, either, line } from './field-types'

export interface MailOptions {
  /** A regular expression: mails with such a subject are check-ins. */
  readonly mailSubject?: string
  /** Words in a mail that make it a failure, a success or a start, with commas between them; none: every mail is a success. */
  readonly mailFail?: string
  readonly mailSuccess?: string
  readonly mailStart?: string
  readonly mailWordsIn: 'both' | 'subject' | 'body'
  /** The meaning of a mail without any of the words. */
  readonly mailOther: 'ignore' | 'fail'
}

const LINE = line(200)
const PATTERN: FieldType<string> = {
  ...LINE,
  rules: [
    ...LINE.rules,
    { holds: text => patternProblem(text) === undefined, reason: 'is no regular expression' },
  ],
}

export const MAIL_FIELDS = {
  mailSubject: {
    type: PATTERN,
    page: {
      part: 'limits',
      label: 'Mails with this subject',
      hint: 'A regular expression such as /^backup of \\w+/i: they are check-ins of an account that takes them; empty: only by address.',
    },
  },
  mailFail: {
    type: LINE,
    page: {
      part: 'limits',
      label: 'Mails: words of failure',
      hint: 'With commas between them; capital letters count. They come before those of success and start.',
    },
  },
  mailSuccess: {
    type: LINE,
    page: {
      part: 'limits',
      label: 'Mails: words of success',
      hint: 'Without any words every mail is a success.',
    },
  },
  mailStart: { type: LINE, page: { part: 'limits', label: 'Mails: words of a start' } },
  mailWordsIn: {
    type: choice<MailOptions['mailWordsIn']>({
      both: 'the subject and the text',
      subject: 'the subject',
      body: 'the text',
    }),
    fallback: 'both',
    page: { part: 'limits', label: 'Mails: words are looked for in' },
  },
  mailOther: {
    type: either('ignore', 'fail'),
    fallback: 'ignore',
    page: { part: 'limits', label: 'A mail without any of the words is a failure' },
  },
} as const
