/** The kinds of probes that look at mail: the part of the table that concerns them. */

import { nameFaults } from '../field'
import { parseDuration } from '../time/duration'
import { patternProblem } from './body-pattern'
import { CHECK_TIME, TIME_ZONE, timeProblem, WEEKDAYS } from './daily-fields'
import type { KindOfProbe } from './kind-of-probe'
import { SECOND } from './network-fields'
import { listOf } from './subject-list'

const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const SPAN = 'has to be a span of time such as 2m or 10m'

const ACCOUNT = {
  label: 'Mail account',
  hint: 'The name of a mail account, such as home.',
  problem: (text: string) =>
    nameFaults(text.toLowerCase()).length === 0 ? undefined : 'is no name of a mail account, such as home',
  required: true,
} as const

const spanOf = (least: number, most: number) => (text: string) => {
  const span = parseDuration(text)
  if (span === undefined) return SPAN
  return span >= least && span <= most
    ? undefined
    : `has to be from ${least / SECOND} s to ${most / MINUTE} minutes`
}

/** Milliseconds for connecting, logging in and clearing up around the waiting. */
export const AROUND_MS = 60_000

export const MAIL_KINDS = {
  'mail-loop': {
    label: 'Mail loop',
    hint: 'A mail that an account sends to itself arrives.',
    target: ACCOUNT,
    ofAccount: true,
    isPatient: true,
    network: true,
    onPage: true,
    every: HOUR,
    timeout: 21 * MINUTE,
    /** Sending may have to be tried again for as long as the arrival is waited for. */
    lasts: ({ patience = '' }) => 2 * (parseDuration(patience) ?? 0) + AROUND_MS,
    fields: [
      {
        key: 'patience',
        label: 'Patience',
        hint: 'The mail may take so long: 10m.',
        type: 'text',
        problem: spanOf(SECOND, 30 * MINUTE),
        fallback: '10m',
      },
      {
        key: 'slow',
        label: 'Slow',
        hint: 'An arrival that took longer has a warning: 2m.',
        type: 'text',
        problem: (text: string) => (parseDuration(text) === undefined ? SPAN : undefined),
        fallback: '2m',
      },
      {
        key: 'folder',
        label: 'Folder',
        hint: 'The only folder to look in; empty: the inbox, spam and trash.',
        type: 'text',
      },
    ],
  },
  inbox: {
    label: 'Expected mail',
    hint: 'Mails with certain senders and subjects came in time.',
    target: ACCOUNT,
    ofAccount: true,
    isPatient: true,
    isDaily: true,
    network: true,
    onPage: true,
    every: 24 * HOUR,
    timeout: 4 * MINUTE,
    fields: [
      {
        key: 'senders',
        label: 'Senders',
        hint: 'Addresses, or parts of them such as @example.org, with commas between them; any of them will do. Empty: anybody.',
        type: 'text',
      },
      {
        key: 'subjects',
        label: 'Subjects',
        hint: 'All of them have to come; several have | with blanks around it between them.',
        type: 'text',
        required: true,
      },
      {
        key: 'match',
        label: 'Match',
        hint: 'Whether a subject has to be the same, to contain the text, or to match a regular expression.',
        type: 'choice',
        choices: ['exact', 'contains', 'pattern'],
        fallback: 'exact',
      },
      {
        key: 'ignorecase',
        label: 'Ignore case',
        hint: 'on: great is Great.',
        type: 'choice',
        choices: ['off', 'on'],
        fallback: 'off',
      },
      {
        key: 'deliverytime',
        label: 'Delivery from',
        hint: 'Mails from this time of day on count: 03:00. Later than the check: of the day before.',
        type: 'text',
        problem: timeProblem,
        fallback: '00:00',
      },
      {
        ...TIME_ZONE,
        key: 'deliveryzone',
        label: 'Time zone of the delivery',
        hint: 'Where it is another one than that of the check; empty: the same.',
      },
      { ...CHECK_TIME, required: true },
      TIME_ZONE,
      WEEKDAYS,
      {
        key: 'folder',
        label: 'Folder',
        hint: 'Empty: all mails where the server has such a folder, else the inbox.',
        type: 'text',
      },
    ],
    faults: ({ subjects = '', match }) =>
      match === 'pattern'
        ? listOf(subjects).flatMap(pattern => {
            const reason = patternProblem(pattern)
            return reason === undefined ? [] : [{ key: 'subjects', reason }]
          })
        : [],
  },
} as const satisfies Readonly<Record<string, KindOfProbe>>
