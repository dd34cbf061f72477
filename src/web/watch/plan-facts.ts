import { blindAfterOf } from '../../domain/probes/probe'
import { formatDuration } from '../../domain/time/duration'
import type { Check } from '../../domain/watch/check'
import { PLAN_ROWS, type PlanKey, REMINDERS } from '../../domain/watch/plan-fields'
import { probeFacts } from '../../domain/watch/plan-words'
import { scheduleWords } from '../../domain/watch/schedule'

type Fact = readonly [term: string, words: string]

/** Options that the page words in its own way; undefined where they need no words, or the page shows them elsewhere. */
const WORDED: {
  readonly [K in PlanKey]?: (check: Check, existing: readonly string[] | undefined) => Fact | undefined
} = {
  name: () => undefined,
  slug: () => undefined,
  tags: () => undefined,
  description: () => undefined,
  schedule: ({ probe, schedule }) => (probe ? undefined : ['Schedule', scheduleWords(schedule)]),
  grace: ({ probe, grace }) => (probe ? undefined : ['Grace', formatDuration(grace)]),
  expect: ({ expect }) => (expect === 'start' ? ['Expected', 'the start of a run'] : undefined),
  early: ({ early = 0 }) =>
    early > 0
      ? ['Early', `counts up to ${formatDuration(early)} before its moment, if it is the nearest`]
      : undefined,
  awaited: ({ awaited }) => (awaited ? ['First', 'expected from the beginning'] : undefined),
  once: ({ once }) => (once ? ['How often', 'once'] : undefined),
  tooFrequentAlarm: () => undefined,
  failuresBeforeAlert: ({ failuresBeforeAlert: failures }) =>
    failures > 1 ? ['First alert', `after ${failures} failures in a row`] : undefined,
  channels: ({ channels }, existing) => [
    'Channels',
    channels.map(name => channelWords(name, existing)).join(', ') || 'none: nobody is alerted',
  ],
  reminders: ({ channels, reminders }) =>
    channels.length > 0 ? ['Reminders', REMINDERS[reminders]] : undefined,
  recovery: ({ channels, recovery }) =>
    channels.length > 0 ? ['Recovery', recovery ? 'sends an alert' : 'sends none'] : undefined,
  passwordHash: ({ passwordHash }) => (passwordHash === undefined ? undefined : ['Password', 'kept']),
  resume: ({ resume }) => (resume === 'manual' ? ['A pause', 'ends only by hand'] : undefined),
  methods: ({ methods }) => (methods === 'post' ? ['Only by', 'POST'] : undefined),
  shared: ({ shared }) => (shared === 'off' ? ['Group', 'not shared with the other members'] : undefined),
  mailWordsIn: () => undefined,
  mailOther: ({ mailOther }) => (mailOther === 'fail' ? ['Other mails', 'are failures'] : undefined),
}

/** The options of a check in words; `existing` are the channels that there are, where they are known. */
export function planFacts(check: Check, existing: readonly string[] | undefined): readonly Fact[] {
  const { probe } = check
  const seen = probe === undefined ? [] : probeFacts(probe, blindAfterOf(probe))
  const facts = PLAN_ROWS.flatMap(([key, { page, type }]) => {
    const worded = WORDED[key]
    const fact = worded ? worded(check, existing) : page && factOf(page.label, type.text.format, check[key])
    return fact ? [fact] : []
  })
  return [...seen, ...facts]
}

function factOf<T>(label: string, format: (value: T) => string, value: T | undefined): Fact | undefined {
  return value === undefined ? undefined : [label, format(value)]
}

/** The name, marked where no such channel exists: the name alone would suggest that alerts go out. */
export function channelWords(name: string, existing: readonly string[] | undefined): string {
  return existing?.includes(name) !== false ? name : `${name} (there is no such channel)`
}
