/**
 * The options of a check: the shape of a plan, and one row for each option. The page's form, the API with its document,
 * the INI and the rules for plans walk the table. Pure.
 */

import type { Probe } from '../probes/probe'
import { isJob, MOST_CHARACTERS } from './event-message'
import type { FieldType } from './field-type'
import { AS_IT_STANDS, choice, count, either, flag, line, lines, pattern, span, words } from './field-types'
import { MAIL_FIELDS, type MailOptions } from './mail-fields'
import { PROBE, PROBE_KEYS } from './probe-field'
import type { Schedule } from './schedule'
import { SCHEDULE, SCHEDULE_KEYS } from './schedule-field'

/** The options that people choose for a check. All spans in milliseconds. */
export interface CheckPlan extends MailOptions {
  readonly name: string
  /** `[a-z0-9_-]+`; need not be unique: a check-in by a slug that two share is ambiguous. */
  readonly slug: string
  /** `sender/event` of the 0MQ messages that are for it; without it, its name. Several checks may share one. */
  readonly job?: string
  readonly tags: readonly string[]
  readonly description: string
  readonly schedule: Schedule
  /** The appliance looks by itself. The schedule and the grace follow from it, see `planOf`. */
  readonly probe?: Probe
  /** Which signal is awaited: the success of a run, or its start alone. */
  readonly expect: 'success' | 'start'
  /** How long before its moment (of a cron or calendar schedule) a signal counts for it, if it is nearer to that than to the last one. */
  readonly early?: number
  /** Whether the first signal is awaited from the beginning, as that of a probe is. */
  readonly awaited: boolean
  /** Whether nothing is expected any more once it has been met. */
  readonly once: boolean
  /** Extra patience after the moment that a success was due: the check is late in it, then down. */
  readonly grace: number
  /** Of a run, from its start to its finish. Silence is no fault while a run is within it, but for no longer than one run takes. */
  readonly longestRun?: number
  /** A success sooner than this after the last one is refused and counted. */
  readonly shortestGap?: number
  /** Whether a success that comes too soon brings the check down. */
  readonly tooFrequentAlarm: boolean
  /** That many failures in a row bring it down; 1: the first. Silence brings it down at once. */
  readonly failuresBeforeAlert: number
  /** Names of channels. */
  readonly channels: readonly string[]
  /** How often to remind while the check is down: at every failing signal, after a time, or never (only on change). */
  readonly reminders: Reminders
  /** Channels that get it, one after the other, while nobody acknowledges it; absent: those of [Watch], `none`: no other one does. */
  readonly escalateTo?: readonly string[]
  /** How long each of them waits for somebody to acknowledge it; absent: as [Watch] says. */
  readonly escalateAfter?: number
  /** Whether an alert goes out when the check is up again. */
  readonly recovery: boolean
  /** `22:00-07:00`, in the machine's zone. */
  readonly quietHours?: string
  /** `07:00`, in the machine's zone: once a day a message with what arrived since the one before. */
  readonly digest?: string
  readonly passwordHash?: string
  /** Whether the next signal ends a pause, as at Healthchecks, or only a person. */
  readonly resume: 'ping' | 'manual'
  /** `post`: a GET or HEAD is no check-in, since link previews fetch URLs. */
  readonly methods: 'any' | 'post'
  /** Whether the other members of the group get it; they do where it is missing. */
  readonly shared?: 'on' | 'off'
}

/** Each kind of reminders in words. */
export const REMINDERS = {
  always: 'with every further failure',
  '5m': 'every 5 minutes',
  '10m': 'every 10 minutes',
  '1h': 'every hour',
  '1d': 'every day',
  change: 'never: only when it changes',
} as const

export type Reminders = keyof typeof REMINDERS

/** An option of a check. The API calls it by its name, the INI by that in lower case. */
export type PlanField<T> = {
  /** Holds where nothing is chosen. An option without it may be missing. */
  readonly fallback?: T
  /** A rule that compares the option with others. */
  readonly planRule?: { holds(plan: CheckPlan): boolean; readonly reason: string }
} & (
  | { readonly type: FieldType<T>; readonly page: PageEntry }
  /** The page's form shows it in a way of its own. */
  | { readonly type: Partial<FieldType<T>> & Pick<FieldType<T>, 'rules'>; readonly page?: undefined }
)

export interface PageEntry {
  readonly part: FormPart
  readonly label: string
  readonly hint?: string
  readonly isRequired?: boolean
}

/** Parts of the page's form. Each shows its options in the order of the table. */
export type FormPart = 'what' | 'address' | 'when' | 'limits' | 'channels' | 'alerts'

/** In the INI: `channels = none` alerts nobody on purpose, while no channels at all are the default ones. */
export const NO_CHANNEL = 'none'

type PlanFields = {
  readonly [K in keyof CheckPlan]-?: PlanField<NonNullable<CheckPlan[K]>> &
    (undefined extends CheckPlan[K] ? unknown : { readonly fallback: CheckPlan[K] })
}

const HOUR = 3_600_000
const DAY = 24 * HOUR

const NAME = line(100)
/** A sender, an event, and the slash between them. */
const JOB_CHARACTERS = 2 * MOST_CHARACTERS + 1
const SLUG = pattern(/^[a-z0-9_-]{1,100}$/, 'may hold small letters, digits, - and _ only (at most 100)')

export const PLAN_FIELDS: PlanFields = {
  name: {
    type: {
      ...NAME,
      rules: [
        { holds: name => name.trim() !== '', reason: 'is empty; give the check a name' },
        ...NAME.rules,
      ],
    },
    fallback: '',
    page: { part: 'what', label: 'Name', hint: 'For people, such as “Backup of the NAS”.', isRequired: true },
  },
  slug: {
    type: { ...SLUG, text: { ...SLUG.text, parse: text => text.toLowerCase() } },
    fallback: '',
    page: {
      part: 'address',
      label: 'Slug',
      hint: 'For addresses with a name in them; empty: made from the name.',
    },
  },
  job: {
    type: {
      ...line(JOB_CHARACTERS),
      rules: [
        {
          holds: isJob,
          reason: 'has to be a sender and an event with a slash between them, such as clientA/nightly',
        },
      ],
    },
    page: {
      part: 'address',
      label: '0MQ sender/event',
      hint: 'Of the 0MQ messages that are for it; empty: those with its name.',
    },
  },
  tags: {
    type: words(20, {
      holds: tag => /^[^\s,\p{Cc}\p{Cs}]{1,50}$/u.test(tag),
      reason: 'have to be words without blanks, at most 50 characters each',
    }),
    fallback: [],
    page: { part: 'what', label: 'Tags', hint: 'Words to filter by, with blanks between them.' },
  },
  description: {
    type: lines(1_000),
    fallback: '',
    page: { part: 'what', label: 'Description' },
  },
  schedule: {
    type: SCHEDULE,
    fallback: { kind: 'period', period: DAY },
  },
  probe: { type: PROBE },
  expect: {
    type: either('success', 'start'),
    fallback: 'success',
    page: { part: 'when', label: 'The start of a run is what is expected, not its success' },
  },
  early: {
    type: span(0, '30m or 12h'),
    page: {
      part: 'when',
      label: 'Early',
      hint: 'How long before a moment of cron or OnCalendar a check-in counts for it; empty: from the moment on.',
    },
  },
  awaited: {
    type: flag(),
    fallback: false,
    page: { part: 'when', label: 'Expected from the beginning, not from its first check-in on' },
  },
  once: {
    type: flag(),
    fallback: false,
    page: { part: 'when', label: 'Once only: when it has come, nothing more is expected' },
  },
  grace: {
    type: span(0, '5m or 1h'),
    fallback: HOUR,
    page: { part: 'when', label: 'Grace', hint: 'Patience after that: late first, then down.' },
  },
  longestRun: {
    type: span(1_000, '30m'),
    page: { part: 'limits', label: 'Longest run', hint: 'From a start to its finish; empty: any.' },
  },
  shortestGap: {
    type: span(1_000, '1m'),
    planRule: {
      holds: ({ shortestGap = 0, schedule }) => schedule.kind !== 'period' || shortestGap < schedule.period,
      reason: 'has to be shorter than the period',
    },
    page: {
      part: 'limits',
      label: 'Shortest gap',
      hint: 'A success sooner than that is refused and counted; empty: any.',
    },
  },
  tooFrequentAlarm: {
    type: flag(),
    fallback: false,
    page: { part: 'limits', label: 'Alert when it comes too soon' },
  },
  failuresBeforeAlert: {
    type: count(1, 100),
    fallback: 1,
    page: {
      part: 'alerts',
      label: 'Failures before the first alert',
      hint: 'That many failures in a row; silence alerts at once.',
    },
  },
  channels: {
    type: words(50),
    fallback: [],
    page: { part: 'channels', label: 'Channels' },
  },
  reminders: {
    type: choice<Reminders>(REMINDERS),
    fallback: 'change',
    page: { part: 'alerts', label: 'Remind while it is down' },
  },
  recovery: {
    type: flag(),
    fallback: true,
    page: { part: 'alerts', label: 'Alert when it is up again' },
  },
  escalateTo: {
    type: words(10),
    page: {
      part: 'alerts',
      label: 'Escalate to',
      hint: 'Channels that get it one after the other while nobody acknowledges it; empty: as [Watch] in the INI says, none: no other one.',
    },
  },
  escalateAfter: {
    type: span(60_000, '30m or 2h'),
    page: {
      part: 'alerts',
      label: 'Escalate after',
      hint: 'How long each waits for somebody to acknowledge it; empty: as [Watch] says, else 30m.',
    },
  },
  quietHours: {
    type: pattern(
      /^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$/,
      'have to be two times of day such as 22:00-07:00',
      'such as 22:00-07:00',
    ),
    page: {
      part: 'alerts',
      label: 'Quiet hours',
      hint: 'Such as 22:00-07:00, in the appliance’s zone: alerts wait until they are over.',
    },
  },
  digest: {
    type: pattern(/^([01]\d|2[0-3]):[0-5]\d$/, 'has to be a time of day such as 07:00', 'such as 07:00'),
    page: {
      part: 'alerts',
      label: 'Daily digest',
      hint: 'Such as 07:00: every day its channels get a message with what arrived since the last one; empty: none.',
    },
  },
  // The hash of a password that the page and the API take in clear.
  passwordHash: { type: { text: AS_IT_STANDS, rules: [] } },
  resume: {
    type: either('ping', 'manual'),
    fallback: 'ping',
    page: { part: 'limits', label: 'Only a person ends a pause, not the next check-in' },
  },
  methods: {
    type: either('any', 'post'),
    fallback: 'any',
    page: { part: 'limits', label: 'Only POST counts, as link previews fetch addresses' },
  },
  shared: {
    type: either('on', 'off'),
    page: { part: 'limits', label: 'Not for the other members of the group' },
  },
  ...MAIL_FIELDS,
}

export type PlanKey = keyof CheckPlan

/** The table as rows, in its order. */
export const PLAN_ROWS = Object.entries(PLAN_FIELDS) as readonly (readonly [PlanKey, PlanField<unknown>])[]

/** The keys of the INI that belong to an option. */
export function iniKeysOf(key: string): readonly string[] {
  return key === 'schedule' ? SCHEDULE_KEYS : key === 'probe' ? PROBE_KEYS : [key.toLowerCase()]
}
