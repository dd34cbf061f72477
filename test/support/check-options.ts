/**
 * Every option of a check as it is written in the INI, on the page and in the API, with the value that all three mean.
 * In the order of the INI's list of keys. A new option stands here once for all tests that walk the options.
 */

export interface OptionExample {
  /** Keys of the INI and their texts. */
  readonly ini: Readonly<Record<string, string>>
  /** Fields of the page's form; as a browser sends them. */
  readonly form: Readonly<Record<string, string | readonly string[]>>
  /** The field of the API as it is sent, and as it is returned where that differs. */
  readonly json?: unknown
  readonly returned?: unknown
  /** In the plan. */
  readonly value: unknown
}

export const CHECK_OPTIONS: Readonly<Record<string, OptionExample>> = {
  name: {
    ini: { name: 'Everything' },
    form: { name: ' Everything ' },
    json: 'Everything',
    value: 'Everything',
  },
  slug: {
    ini: { slug: 'Every-Thing' },
    form: { slug: 'Every-Thing' },
    json: 'every-thing',
    value: 'every-thing',
  },
  job: { ini: { job: 'nas/backup' }, form: { job: 'nas/backup' }, json: 'nas/backup', value: 'nas/backup' },
  tags: {
    ini: { tags: 'a, b a' },
    form: { tags: 'a b, a' },
    json: ['a', 'b', 'a'],
    returned: ['a', 'b'],
    value: ['a', 'b'],
  },
  description: {
    ini: { description: 'one line' },
    form: { description: 'one line' },
    json: 'one line',
    value: 'one line',
  },
  schedule: {
    ini: { cron: '0 3 * * *', timezone: 'Europe/Berlin' },
    form: { kind: 'cron', period: '', cron: '0 3 * * *', oncalendar: '', zone: 'Europe/Berlin' },
    json: { kind: 'cron', expression: '0 3 * * *', zone: 'Europe/Berlin' },
    value: { kind: 'cron', expression: '0 3 * * *', zone: 'Europe/Berlin' },
  },
  probe: {
    ini: { probe: 'tcp nas.local:445', every: '30s', timeout: '5s', blindafter: '2m', expect: 'SMB' },
    form: {},
    json: {
      kind: 'tcp',
      target: 'nas.local:445',
      every: 30,
      timeout: 5,
      blindAfter: '2m',
      settings: { expect: 'SMB' },
    },
    returned: {
      kind: 'tcp',
      target: 'nas.local:445',
      every: 30,
      timeout: 5,
      blindAfter: 120,
      settings: { expect: 'SMB' },
    },
    value: {
      kind: 'tcp',
      target: 'nas.local:445',
      every: 30_000,
      timeout: 5_000,
      blindAfter: 120_000,
      settings: { expect: 'SMB' },
    },
  },
  expect: { ini: { expect: 'start' }, form: { expect: 'start' }, json: 'start', value: 'start' },
  early: { ini: { early: '2h' }, form: { early: '2h' }, json: '2h', returned: 7_200, value: 7_200_000 },
  awaited: { ini: { awaited: 'on' }, form: { awaited: 'on' }, json: true, value: true },
  once: { ini: { once: 'on' }, form: { once: 'on' }, json: true, value: true },
  grace: {
    ini: { grace: '1h30m' },
    form: { grace: '1h30m' },
    json: '1h30m',
    returned: 5_400,
    value: 5_400_000,
  },
  longestRun: { ini: { longestrun: '10m' }, form: { longestRun: '10m' }, json: 600, value: 600_000 },
  shortestGap: {
    ini: { shortestgap: '1m' },
    form: { shortestGap: '1m' },
    json: '1m',
    returned: 60,
    value: 60_000,
  },
  tooFrequentAlarm: {
    ini: { toofrequentalarm: 'on' },
    form: { tooFrequentAlarm: 'on' },
    json: true,
    value: true,
  },
  failuresBeforeAlert: {
    ini: { failuresbeforealert: '3' },
    form: { failuresBeforeAlert: '3' },
    json: 3,
    value: 3,
  },
  channels: { ini: { channels: 'mail' }, form: { channels: ['mail'] }, json: ['mail'], value: ['mail'] },
  reminders: { ini: { reminders: '1h' }, form: { reminders: '1h' }, json: '1h', value: '1h' },
  recovery: { ini: { recovery: 'off' }, form: {}, json: false, value: false },
  escalateTo: {
    ini: { escalateto: 'mail none' },
    form: { escalateTo: 'mail, none' },
    json: ['mail', 'none'],
    value: ['mail', 'none'],
  },
  escalateAfter: {
    ini: { escalateafter: '20m' },
    form: { escalateAfter: '20m' },
    json: '20m',
    returned: 1_200,
    value: 1_200_000,
  },
  quietHours: {
    ini: { quiethours: '22:00-07:00' },
    form: { quietHours: '22:00-07:00' },
    json: '22:00-07:00',
    value: '22:00-07:00',
  },
  digest: { ini: { digest: '07:00' }, form: { digest: '07:00' }, json: '07:00', value: '07:00' },
  passwordHash: { ini: { passwordhash: '$scrypt$1' }, form: {}, value: '$scrypt$1' },
  resume: { ini: { resume: 'manual' }, form: { resume: 'manual' }, json: 'manual', value: 'manual' },
  methods: { ini: { methods: 'post' }, form: { methods: 'post' }, json: 'post', value: 'post' },
  shared: { ini: { shared: 'off' }, form: { shared: 'off' }, json: 'off', value: 'off' },
  mailSubject: {
    ini: { mailsubject: '/^backup of/i' },
    form: { mailSubject: '/^backup of/i' },
    json: '/^backup of/i',
    value: '/^backup of/i',
  },
  mailFail: {
    ini: { mailfail: 'FAILED, error' },
    form: { mailFail: 'FAILED, error' },
    json: 'FAILED, error',
    value: 'FAILED, error',
  },
  mailSuccess: { ini: { mailsuccess: 'OK' }, form: { mailSuccess: 'OK' }, json: 'OK', value: 'OK' },
  mailStart: { ini: { mailstart: 'begun' }, form: { mailStart: 'begun' }, json: 'begun', value: 'begun' },
  mailWordsIn: {
    ini: { mailwordsin: 'subject' },
    form: { mailWordsIn: 'subject' },
    json: 'subject',
    value: 'subject',
  },
  mailOther: { ini: { mailother: 'fail' }, form: { mailOther: 'fail' }, json: 'fail', value: 'fail' },
}

/** The keys of a section [check.<name>], as the list in a fault has them. */
export const CHECK_KEYS: readonly string[] = [
  ...Object.keys(CHECK_OPTIONS).flatMap(name =>
    name === 'schedule'
      ? ['period', 'cron', 'oncalendar', 'timezone']
      : name === 'probe'
        ? ['probe', 'every', 'timeout', 'blindafter', 'targets']
        : [name.toLowerCase()],
  ),
  'id',
]

const { probe: _probe, ...beside } = CHECK_OPTIONS

/** The options that one check can have all at once: a probe takes the place of the schedule and the grace. */
export const SIDE_BY_SIDE: Readonly<Record<string, OptionExample>> = beside

const written = (of: (option: OptionExample) => unknown): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(SIDE_BY_SIDE).flatMap(([name, option]) =>
      of(option) === undefined ? [] : [[name, of(option)]],
    ),
  )

/** A body of the API with every option that can stand beside the others, and the fields that come back in another form. */
export const EVERYTHING = written(({ json }) => json)
export const RETURNED = written(({ returned }) => returned)
