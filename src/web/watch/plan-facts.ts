import { t, tStored } from '../../domain/language/text'
import { blindAfterOf } from '../../domain/probes/probe'
import { formatDuration } from '../../domain/time/duration'
import type { Check } from '../../domain/watch/check'
import { PLAN_ROWS, type PlanKey, REMINDERS } from '../../domain/watch/plan-fields'
import { type ProbeFact, probeFacts, shownSchedule } from '../../domain/watch/plan-words'

/** Its words are the owner's own where it says so. */
type Fact = readonly [term: string, words: string, isOwn?: boolean]

/** Options that the page words in its own way; undefined where they need no words, or the page shows them elsewhere. */
const WORDED: {
  readonly [K in PlanKey]?: (check: Check, existing: readonly string[] | undefined) => Fact | undefined
} = {
  name: () => undefined,
  slug: () => undefined,
  tags: () => undefined,
  description: () => undefined,
  schedule: ({ probe, schedule }) => (probe ? undefined : [t('Schedule'), shownSchedule(schedule)]),
  grace: ({ probe, grace }) => (probe ? undefined : [t('Grace'), formatDuration(grace)]),
  expect: ({ expect }) => (expect === 'start' ? [t('Expected'), t('the start of a run')] : undefined),
  early: ({ early = 0 }) =>
    early > 0
      ? [
          t('Early'),
          t('counts up to {span} before its moment, if it is the nearest', { span: formatDuration(early) }),
        ]
      : undefined,
  awaited: ({ awaited }) => (awaited ? [t('First'), t('expected from the beginning')] : undefined),
  once: ({ once }) => (once ? [t('How often'), t('once')] : undefined),
  tooFrequentAlarm: () => undefined,
  failuresBeforeAlert: ({ failuresBeforeAlert: failures }) =>
    failures > 1 ? [t('First alert'), t('after {n} failures in a row', { n: failures })] : undefined,
  channels: ({ channels }, existing) => [
    t('Channels'),
    channels.map(name => channelWords(name, existing)).join(', ') || t('none: nobody is alerted'),
    channels.length > 0,
  ],
  reminders: ({ channels, reminders }) =>
    channels.length > 0 ? [t('Reminders'), tStored(REMINDERS[reminders])] : undefined,
  recovery: ({ channels, recovery }) =>
    channels.length > 0 ? [t('Recovery'), recovery ? t('sends an alert') : t('sends none')] : undefined,
  passwordHash: ({ passwordHash }) => (passwordHash === undefined ? undefined : [t('Password'), t('kept')]),
  resume: ({ resume }) => (resume === 'manual' ? [t('A pause'), t('ends only by hand')] : undefined),
  methods: ({ methods }) => (methods === 'post' ? [t('Only by'), 'POST'] : undefined),
  shared: ({ shared }) =>
    shared === 'off' ? [t('Group'), t('not shared with the other members')] : undefined,
  mailWordsIn: () => undefined,
  mailOther: ({ mailOther }) => (mailOther === 'fail' ? [t('Other mails'), t('are failures')] : undefined),
}

/** The options of a check in words; `existing` are the channels that there are, where they are known. */
export function planFacts(check: Check, existing: readonly string[] | undefined): readonly Fact[] {
  const { probe } = check
  const seen = probe === undefined ? [] : probeFacts(probe, blindAfterOf(probe)).map(factOfProbe)
  const facts = PLAN_ROWS.flatMap(([key, { page, type }]) => {
    const worded = WORDED[key]
    const fact = worded ? worded(check, existing) : page && factOf(page.label, type.text.format, check[key])
    return fact ? [fact] : []
  })
  return [...seen, ...facts]
}

function factOfProbe({ term, words, isOwn = false }: ProbeFact): Fact {
  return [term, words, isOwn]
}

function factOf<T>(label: string, format: (value: T) => string, value: T | undefined): Fact | undefined {
  return value === undefined ? undefined : [tStored(label), format(value), true]
}

/** The name, marked where no such channel exists: the name alone would suggest that alerts go out. */
export function channelWords(name: string, existing: readonly string[] | undefined): string {
  return existing?.includes(name) !== false ? name : t('{name} (there is no such channel)', { name })
}
