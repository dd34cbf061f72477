import { join } from 'node:path'
import { describe, expect, it, test } from 'vitest'
import { checklistOf } from '../../../src/config/settings/checklist'
import { checklistSections } from '../../../src/config/settings/checklist-sections'
import { type EtlSettings, readEtlSettings } from '../../../src/config/settings/etl-settings'
import { readerOf } from '../../../src/config/settings/section-reader'
import { readChecklist } from '../../../src/config/watch/checklist'
import { folderWith } from '../../support/folder'
import { CHECKLIST, ETL, SERVICE } from '../../support/robopager'

async function etl(text = ETL): Promise<EtlSettings | undefined> {
  return readEtlSettings(join(await folderWith({ 'etl.cfg': text }), 'etl.cfg'))
}

const mapped = async (list: string, text = ETL) => {
  const settings = await etl(text)
  if (settings === undefined) throw new Error('no etl.cfg')
  return checklistSections(await readChecklist(list), settings)
}

describe('the etl.cfg of a Robopager', () => {
  it('has trimmed types, a decoded password, and True (R16)', async () => {
    expect(await etl()).toEqual({
      email: 'me@example.org',
      password: 's3cret#1',
      heartbeatService: 'yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy',
      types: ['email', 'batchy'],
      redis: true,
      redisServer: 'redis.lan',
      redisDb: '1',
      batchyServer: 'batch.lan',
      batchyPort: '8050',
      zone: 'America/New_York',
      problems: [],
    })
  })

  it('has all its faults named at once, with their lines, and without secrets', async () => {
    const text = ETL.replace('czNjcmV0IzE=', 's3cret!')
      .replace('New_York', 'Nowhere')
      .replace('email, batchy', 'email, mail')
      .replace('=True', '=maybe')
      .replace('8050', 'http')
    expect((await etl(text))?.problems).toEqual([
      'line 20: [timezone] timezone is not a time zone such as Europe/Berlin',
      'line 12: [enable_redis] enable has to be True or False',
      'line 10: [function_type] type names mail; there are email and batchy',
      'line 3: [google_apps] password is not base64',
      'line 18: [batchy] port is not a port number',
    ])
  })

  it('is none where another program has its settings', async () => {
    expect(await etl('[Monitoring]\nheartbeatfrequency = Off\n')).toBeUndefined()
  })
})

describe('a checklist', () => {
  it('of the README, with an unquoted 10:15, has three checks (R1)', async () => {
    const { checks, channels, account, faults } = await mapped(CHECKLIST)
    expect(faults).toEqual([])
    expect(checks.map(({ section, values }) => [section, values])).toEqual([
      [
        'check.unique_email_check_job_name',
        {
          probe: 'inbox robopager',
          senders: 'email_address@gmail.com',
          subjects: 'Great - You look awesome! | Good - You look OK!',
          deliverytime: '03:00',
          deliveryzone: 'America/New_York',
          checktime: '03:15',
          every: '1d',
          description: 'Check whether you are OK',
          channels: expect.stringMatching(/^pd-[\da-f]{8}$/),
        },
      ],
      [
        'check.unique_latency_check_name',
        {
          probe: 'batchy http://batch.lan:8050 intraday_latency_check',
          latency: '3600s',
          since: 'start',
          checktime: '09:00',
          every: '180s',
          description: 'intraday latency check for xxxx job',
          channels: checks[0]?.values.channels,
        },
      ],
      [
        'check.third',
        {
          probe: 'batchy http://batch.lan:8050 load',
          latency: '86400s',
          since: 'start',
          checktime: '10:15',
          every: '1d',
          channels: 'none',
        },
      ],
    ])
    expect(channels).toEqual([
      {
        section: `channel.${checks[0]?.values.channels}`,
        values: { kind: 'pagerduty', version: '1', routingkey: SERVICE },
      },
    ])
    expect(account?.values).toEqual({
      from: 'me@example.org',
      imaphost: 'imap.gmail.com',
      imapuser: 'me@example.org',
      imappassword: '@robopager-mail.password',
    })
  })

  test.each([
    ['10:15', '10:15'],
    ['9:00', '09:00'],
    ['"03:00"', '03:00'],
    ['03:00', '03:00'],
    ['615', '10:15'],
    ['0', '00:00'],
    ['"7:05:00"', '07:05'],
  ])('may have the time %s: %s', async (written, time) => {
    const { entries, faults } = await readChecklist(
      `a:\n  type: batchy\n  wf_name: w\n  latency_min: 1\n  check_time: ${written}\n`,
    )
    expect([entries.map(({ checkTime }) => checkTime), faults]).toEqual([[time], []])
  })

  it('has all its faults named at once, with their lines, and no integration key', async () => {
    const { entries, names, faults } = await readChecklist(`good:
  type: batchy
  wf_name: w
  latency_min: 60
  check_time: 9:00
odd:
  type: mail
  check_time: 24:00
  pd_service: s3cret key
worse:
  type: email
  subjects: {a: 1}
  colour: red
  poll_sec: often
flat: text
`)
    expect([entries.map(({ name }) => name), names]).toEqual([['good'], ['good', 'odd', 'worse', 'flat']])
    expect(faults.map(({ line, name, reason }) => `${line} ${name}: ${reason}`)).toEqual([
      '7 odd: type has to be email or batchy',
      '8 odd: check_time has to be a time such as 09:00',
      '9 odd: pd_service is no integration key',
      '13 worse: colour is no key of a check; there are type, check_time, poll_sec, pd_service, pd_description, senders, subjects, delivery_time, wf_name, latency_min',
      '10 worse: check_time is missing; give it a time such as 09:00',
      '14 worse: poll_sec has to be a number',
      '12 worse: subjects has to be a list of texts',
      '15 flat: has to have keys such as type and check_time below it',
    ])
    expect(JSON.stringify(faults)).not.toContain('s3cret')
  })

  test.each([
    ['a: [', 1],
    ['a:\n  type: x\na:\n  type: y\n', 3],
    ['a: !!python/object:os.system x\n', 1],
    ['', 1],
    ['- a\n', 1],
    ['a: &a\n  b: *a\n', 2],
  ])('that cannot be read has a fault with its line: %j', async (text, line) => {
    const { entries, faults } = await readChecklist(text)
    expect([entries, faults[0]?.line]).toEqual([[], line])
  })

  it('takes a single subject as a list of one, and what an anchor has for several', async () => {
    const { entries, faults } = await readChecklist(`base: &base
  type: email
  subjects: Report
  senders: a@example.org
  check_time: 9:00
more:
  <<: *base
  check_time: 9:30
`)
    expect(faults).toEqual([])
    expect(entries.map(({ subjects, senders, checkTime }) => [subjects, senders, checkTime])).toEqual([
      [['Report'], ['a@example.org'], '09:00'],
      [['Report'], ['a@example.org'], '09:30'],
    ])
  })
})

describe('a checklist as sections of the INI', () => {
  const batchy = (name: string, more = '') =>
    `${name}:\n  type: batchy\n  wf_name: w\n  latency_min: 60\n  check_time: 9:00\n${more}`

  it('has the address of a gateway on port 80 without the port (R18)', async () => {
    const text = ETL.replace('batch.lan', 'hypergate-x').replace('8050', '80')
    const { checks } = await mapped(batchy('a'), text)
    expect(checks[0]?.values.probe).toBe('batchy http://hypergate-x w')
  })

  it('leaves out what function_type leaves out', async () => {
    const { checks, off, account } = await mapped(CHECKLIST, ETL.replace('email, batchy', 'batchy'))
    expect(checks.map(({ entry }) => entry.name)).toEqual(['unique_latency_check_name', 'third'])
    expect([off.map(({ name }) => name), account]).toEqual([['unique_email_check_job_name'], undefined])
  })

  it('names faults that only our own rules have, with the line of the check', async () => {
    const list = `${batchy('a', '  poll_sec: 1\n')}${batchy('b.c')}${batchy('b-c')}`
    const { faults } = await mapped(list)
    expect(faults).toEqual([
      { line: 12, name: 'b-c', reason: 'has nearly the same name as b.c; rename one of them' },
      { line: 1, name: 'a', reason: 'poll_sec has to be from 5 s to 31 days, or minute, hour, day or noon' },
    ])
    const lost = await mapped(batchy('a'), ETL.replace('server = batch.lan', 'server ='))
    expect(lost.faults[0]).toEqual({
      line: 1,
      name: 'a',
      reason: 'is a batchy check, and etl.cfg names no server in [batchy]',
    })
  })
})

describe('the section [Checklist]', () => {
  const read = (values: Readonly<Record<string, string>>) => {
    const reasons: { reason: string }[] = []
    return { section: checklistOf(readerOf('Checklist', values, reasons as never)), reasons }
  }

  test('names nothing unless it is said', () => {
    expect(read({}).section).toEqual({ file: '', etl: '', redis: '' })
    expect(read({ file: 'a.yaml', etl: 'e.cfg' }).section).toEqual({
      file: 'a.yaml',
      etl: 'e.cfg',
      redis: '',
    })
  })

  test.each([
    ['OFF', 'off'],
    ['redis://a', 'redis://a'],
    ['REDISS://a:6379/1', 'rediss://a:6379/1'],
  ])('has %s as its server', (redis, server) => {
    expect(read({ redis }).section?.redis).toBe(server)
  })

  test('has no server whose password begins no character', () => {
    const { reasons } = read({ redis: 'redis://:50%@a' })
    expect(reasons.map(({ reason }) => reason)).toEqual([
      'has a user or password with a stray %: write %25 for a %',
    ])
  })

  test.each(['offx', 'xoff', 'a', 'redis:///0', 'xredis://a', 'redis://a b', 'http://a'])(
    'has no server %s',
    redis => {
      const { section, reasons } = read({ redis })
      expect(section).toBeUndefined()
      expect(reasons).toEqual([
        {
          section: 'Checklist',
          key: 'redis',
          reason: 'is neither a redis:// URL nor off; leave it empty for the server that etl.cfg names',
        },
      ])
    },
  )
})
