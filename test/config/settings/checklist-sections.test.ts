/** Entries of a checklist as sections of our INI, value by value. */
import { describe, expect, test } from 'vitest'
import {
  accountOf,
  checklistSections,
  parsedAlone,
  probeOf,
  sectionName,
} from '../../../src/config/settings/checklist-sections'
import type { EtlSettings } from '../../../src/config/settings/etl-settings'
import type { ChecklistEntry } from '../../../src/config/watch/checklist'

const SERVICE = 'x'.repeat(32)
const ETL: EtlSettings = {
  email: 'me@example.org',
  password: 'secret',
  heartbeatService: '',
  types: [],
  redis: false,
  redisServer: '',
  redisDb: '',
  batchyServer: 'batch.lan',
  batchyPort: '',
  zone: '',
  problems: [],
}
const MAIL: ChecklistEntry = {
  name: 'mail',
  line: 3,
  type: 'email',
  checkTime: '09:00',
  pollSec: 0,
  service: '',
  description: '',
  senders: [],
  subjects: ['Done'],
  deliveryTime: '08:00',
  workflow: '',
  latency: 0,
}
const BATCHY: ChecklistEntry = {
  ...MAIL,
  name: 'batch',
  line: 9,
  type: 'batchy',
  subjects: [],
  deliveryTime: '',
  workflow: 'nightly',
  latency: 1.5,
}

const mapped = (entries: readonly ChecklistEntry[], etl: Partial<EtlSettings> = {}) =>
  checklistSections({ entries, names: [], faults: [] }, { ...ETL, ...etl })
const valuesOf = (entry: ChecklistEntry, etl: Partial<EtlSettings> = {}) => {
  const { checks, faults } = mapped([entry], etl)
  expect(faults).toEqual([])
  return checks[0]?.values
}
const faultsOf = (entry: ChecklistEntry, etl: Partial<EtlSettings> = {}) => mapped([entry], etl).faults

test('an entry for mails looks into the inbox', () => {
  expect(mapped([MAIL])).toEqual({
    checks: [
      {
        entry: MAIL,
        section: 'check.mail',
        values: {
          probe: 'inbox robopager',
          subjects: expect.stringContaining('Done'),
          deliverytime: '08:00',
          checktime: '09:00',
          every: '1d',
          channels: 'none',
        },
      },
    ],
    channels: [],
    start: [],
    account: {
      section: 'mail.robopager',
      values: {
        from: 'me@example.org',
        imaphost: 'imap.gmail.com',
        imapuser: 'me@example.org',
        imappassword: '@robopager-mail.password',
      },
    },
    off: [],
    faults: [],
  })
  expect(valuesOf({ ...MAIL, senders: ['a@b', 'c@d'] }, { zone: 'Europe/Berlin' })).toMatchObject({
    senders: 'a@b, c@d',
    deliveryzone: 'Europe/Berlin',
  })
})

test('an entry for batchy asks its server, and needs no account', () => {
  expect(valuesOf(BATCHY)).toEqual({
    probe: 'batchy http://batch.lan nightly',
    latency: '90s',
    since: 'start',
    checktime: '09:00',
    every: '1d',
    channels: 'none',
  })
  expect(mapped([BATCHY]).account).toBeUndefined()
})

test.each([
  [{ batchyPort: '80' }, 'batchy http://batch.lan nightly'],
  [{ batchyPort: '8050' }, 'batchy http://batch.lan:8050 nightly'],
  [{ batchyServer: 'HTTPS://b', batchyPort: '' }, 'batchy HTTPS://b nightly'],
  [{ batchyServer: 'http://b' }, 'batchy http://b nightly'],
])('with %j the probe is %s', (etl, probe) => {
  expect(valuesOf(BATCHY, etl)?.probe).toBe(probe)
})

test.each([
  [{ latency: 0.001 }, { latency: '1s' }],
  [{ latency: 10 }, { latency: '600s' }],
  [{ pollSec: 60 }, { every: '60s' }],
  [{ description: 'words' }, { description: 'words' }],
])('an entry with %j has %j', (entry, values) => {
  expect(valuesOf({ ...BATCHY, ...entry })).toMatchObject(values)
})

test('each service is a channel with a name that does not tell its key', () => {
  const { checks, channels } = mapped([
    { ...BATCHY, service: SERVICE },
    { ...MAIL, service: SERVICE },
  ])
  expect(channels).toEqual([
    {
      section: expect.stringMatching(/^channel\.pd-[\da-f]{8}$/),
      values: { kind: 'pagerduty', version: '1', routingkey: SERVICE },
    },
  ])
  const name = channels[0]?.section.slice('channel.'.length)
  expect(checks.map(({ values }) => values.channels)).toEqual([name, name])
})

test('the service of the start is a channel by which no check alerts', () => {
  expect(mapped([], { heartbeatService: SERVICE }).start).toEqual([
    {
      section: 'channel.robopager-start',
      values: { kind: 'pagerduty', version: '1', routingkey: SERVICE, default: 'off' },
    },
    { section: 'Watch', values: { startchannel: 'robopager-start' } },
  ])
})

test('types that are switched off are no checks', () => {
  expect(mapped([MAIL, BATCHY], { types: ['batchy'] })).toMatchObject({
    checks: [{ entry: BATCHY }],
    off: [MAIL],
    account: undefined,
  })
  expect(mapped([MAIL, BATCHY], { types: ['batchy', 'email'] }).off).toEqual([])
})

describe('a fault is named with its entry', () => {
  test.each([
    [BATCHY, { batchyServer: '' }, 'is a batchy check, and etl.cfg names no server in [batchy]'],
    [{ ...BATCHY, latency: 0 }, {}, 'latency_min has to be more than 0'],
    [MAIL, { email: '' }, 'is an email check, and etl.cfg names no email in [google_apps]'],
    [{ ...MAIL, senders: ['a@b', 'c, d'] }, {}, 'senders have commas in them; list them one by one'],
    [{ ...BATCHY, pollSec: 0.5 }, {}, /^poll_sec /],
    [{ ...BATCHY, checkTime: 'x' }, {}, /^check_time /],
    [{ ...MAIL, deliveryTime: 'x' }, {}, /^delivery_time /],
    [{ ...BATCHY, latency: 1e9 }, {}, /^latency_min /],
    [{ ...BATCHY, batchyServer: 'x', workflow: '' }, {}, /^wf_name or the server of etl\.cfg /],
    [{ ...BATCHY, description: 'x'.repeat(10_001) }, {}, /^pd_description /],
    [{ ...MAIL, subjects: [] }, {}, /^subjects /],
  ] as const)('%#: %s', (entry, etl, reason) => {
    const faults = faultsOf(entry as ChecklistEntry, etl)
    const { line, name } = entry
    const expected = typeof reason === 'string' ? reason : expect.stringMatching(reason)
    expect(faults).toEqual([{ line, name, reason: expected }])
  })

  test('of a name that another entry nearly has', () => {
    expect(mapped([BATCHY, { ...BATCHY, name: 'Batch', line: 20 }]).faults).toEqual([
      { line: 20, name: 'Batch', reason: 'has nearly the same name as batch; rename one of them' },
    ])
  })

  test('beside those of the list', () => {
    const fault = { line: 1, name: 'x', reason: 'odd' }
    expect(checklistSections({ entries: [BATCHY], names: [], faults: [fault] }, ETL).faults).toEqual([fault])
  })
})

test('a section has letters, digits, blanks, - and _ only', () => {
  expect(sectionName(' a/b]c_d e-1 ')).toBe('a-b-c_d e-1')
})

test('the account has its password, and none where there is none', () => {
  expect(accountOf(ETL)).toMatchObject({
    name: 'robopager',
    origin: 'ini',
    settings: { imaphost: 'imap.gmail.com', imappassword: 'secret' },
  })
  expect(mapped([MAIL], { password: '' }).account!.values).not.toHaveProperty('imappassword')
})

test('a value is read as the checklist has it: a # or ; begins no comment, and quotes stay', () => {
  const values = {
    probe: 'inbox robopager',
    subjects: '"Daily" #5',
    senders: "'a@example.org'",
    deliverytime: '08:00',
    checktime: '09:00',
    every: '1d',
    description: '"Disk" ; call "us"',
    channels: 'none',
  }
  const parsed = parsedAlone({ section: 'check.a', values })
  expect(parsed.kind === 'ok' && parsed.settings.checks[0]?.plan).toMatchObject({
    description: '"Disk" ; call "us"',
    probe: { settings: { subjects: '"Daily" #5', senders: "'a@example.org'" } },
  })
})

test('a section is read alone, and its probe is that of its check', () => {
  const section = { section: 'check.a', values: { probe: 'tcp nas:80' } }
  expect(parsedAlone(section).kind).toBe('ok')
  expect(probeOf(section)).toMatchObject({ kind: 'tcp', target: 'nas:80' })
  expect(probeOf({ section: 'check.a', values: { probe: 'tcp nas' } })).toBeUndefined()
  expect(probeOf({ section: 'check.a', values: { period: '1d' } })).toBeUndefined()
  expect(probeOf({ section: 'Web', values: {} })).toBeUndefined()
})
