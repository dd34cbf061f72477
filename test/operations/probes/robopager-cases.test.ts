/** The acceptance cases of a Robopager that moves here, by their numbers: those that need a mailbox, batchy, or a clock. */
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { accountOf as listedAccount } from '../../../src/config/settings/checklist-sections'
import { readEtlSettings } from '../../../src/config/settings/etl-settings'
import { incidentKeyOf } from '../../../src/domain/alerts/incident-key'
import { createHttpClient } from '../../../src/io/net/http-client'
import { look } from '../../contracts/prober'
import { alertingTest } from '../../support/alerting-test'
import { folderWith } from '../../support/folder'
import { startImap } from '../../support/imap-server'
import { accountOf, toolsFor } from '../../support/mail'
import { openProbedWatch } from '../../support/probed-watch'
import { answer, startReceiver } from '../../support/receiver'
import { ETL, sectionsOf } from '../../support/robopager'

const NOW = Date.parse('2026-11-28T09:00:00Z')
const UTC = ETL.replace('America/New_York', 'UTC')

interface Letter {
  readonly subject: string
  /** The header Date. */
  readonly date: string
  readonly from?: string
}

/** The list's keys beside type and check_time, whose machine is in UTC. */
const list = (keys: string, checkTime = '09:00') =>
  `job1:\n  type: email\n  check_time: "${checkTime}"\n${keys.replace(/^/gm, '  ')}\n`

async function mailLook(
  keys: string,
  letters: readonly Letter[],
  { etl = UTC, now = NOW, at = '09:00' } = {},
) {
  const { checks } = await sectionsOf(list(keys, at), etl)
  const box = await startImap()
  onTestFinished(box.close)
  for (const { subject, date, from = 'a@example.org' } of letters)
    box.deliver(`From: ${from}\nSubject: ${subject}\nDate: ${date}\n\nx`, 'INBOX', new Date(now - 60_000))
  return await look('inbox', 'home', {
    settings: { ...checks[0]?.values, timezone: 'UTC' },
    now,
    tools: { mail: toolsFor(accountOf({ imap: box.port })) },
  })
}

const GREAT = 'delivery_time: "03:00"\nsubjects: [Great]'
const answerTo = async (date: string, more: Parameters<typeof mailLook>[2] = {}) =>
  (await mailLook(GREAT, [{ subject: 'Great', date }], more)).answer

describe('an e-mail check of a checklist', () => {
  test('R2: takes a mail of 03:01 in New York, where the delivery is at three', async () => {
    expect(await answerTo('28 Nov 2026 03:01:00 -0500', { etl: ETL })).toBe('success')
  })

  test('R3: does not take a mail of 03:05 +0200, which is before three in UTC', async () => {
    expect(await answerTo('28 Nov 2026 03:05:00 +0200')).toBe('failure')
  })

  test('R4: takes a mail exactly at the time, and none a second before', async () => {
    expect(await answerTo('28 Nov 2026 03:00:00 +0000')).toBe('success')
    expect(await answerTo('28 Nov 2026 02:59:59 +0000')).toBe('failure')
  })

  test('R5: takes each of two subjects from another of the senders', async () => {
    const date = '28 Nov 2026 03:30:00 +0000'
    const seen = await mailLook(
      'delivery_time: "03:00"\nsenders: [a@example.org, b@example.org]\nsubjects: [One, Two]',
      [
        { from: 'a@example.org', subject: 'One', date },
        { from: 'Bob <b@example.org>', subject: 'Two', date },
      ],
    )
    expect(seen).toMatchObject({ answer: 'success', findings: { One: 'ok', Two: 'ok' } })
  })

  test.each([
    ['Grüße', '=?utf-8?B?R3LDvMOfZQ==?=', 'success'],
    ['A long subject that is folded', 'A long subject\n that is folded', 'success'],
    ['Great', 'great', 'failure'],
    ['Great', 'Re: Great', 'failure'],
  ])('R6: expects %j and gets %j: %s', async (wanted, subject, expected) => {
    const date = '28 Nov 2026 03:30:00 +0000'
    const seen = await mailLook(`delivery_time: "03:00"\nsubjects: ["${wanted}"]`, [{ subject, date }])
    expect(seen.answer).toBe(expected)
  })

  test('has subjects with a | in them, among others', async () => {
    const date = '28 Nov 2026 03:30:00 +0000'
    const keys = 'delivery_time: "03:00"\nsubjects: ["Sales | daily", "| first", "a|b", "last |"]'
    const came = ['Sales | daily', '| first', 'a|b', 'last |']
    const seen = await mailLook(
      keys,
      came.map(subject => ({ subject, date })),
    )
    expect(seen).toMatchObject({
      answer: 'success',
      findings: { 'Sales | daily': 'ok', '| first': 'ok', 'a|b': 'ok', 'last |': 'ok' },
    })
    expect((await mailLook(keys, [{ subject: 'Sales', date }])).answer).toBe('failure')
  })

  test('R7: knows the night over midnight', async () => {
    const night = { now: Date.parse('2026-11-28T00:10:00Z'), at: '00:10' }
    const keys = 'delivery_time: "23:50"\nsubjects: [Great]'
    const seen = await mailLook(keys, [{ subject: 'Great', date: '27 Nov 2026 23:55:00 +0000' }], night)
    expect(seen.answer).toBe('success')
  })

  test('R16: logs in with the password of etl.cfg, decoded', async () => {
    const etl = readEtlSettings(join(await folderWith({ 'etl.cfg': ETL }), 'etl.cfg'))
    if (etl === undefined) throw new Error('no etl.cfg')
    const { settings, ...account } = listedAccount(etl)
    const box = await startImap({ user: 'me@example.org', password: 's3cret#1' })
    onTestFinished(box.close)
    const here = { imaphost: '127.0.0.1', imapport: String(box.port), imapsecurity: 'none' }
    const seen = await look('inbox', 'robopager', {
      settings: { subjects: 'Great', checktime: '09:00', timezone: 'UTC' },
      now: NOW,
      tools: { mail: toolsFor({ ...account, settings: { ...settings, ...here } }) },
    })
    expect(seen).toMatchObject({ answer: 'failure', detail: 'not received since 00:00: "Great"' })
  })

  alertingTest(
    'R8: whose log-in is refused is one page, after retries, that says so; the mailbox is no failure of the mails',
    async ({ place }) => {
      const box = await startImap()
      const pauses: number[] = []
      const mail = toolsFor(accountOf({ imap: box.port }, { imappassword: 'wrong' }), {
        pause: async ms => void pauses.push(ms),
      })
      const ini =
        '[check.job1]\nprobe = inbox home\nsubjects = Great\ndeliverytime = 03:00\nchecktime = 09:00\ntimezone = UTC\nchannels = hook\n'
      const watch = await openProbedWatch(place, ini, Date.parse('2026-11-28T08:58:00Z'), {
        mail,
        isSwept: true,
      })
      onTestFinished(async () => {
        await watch.close()
        await box.close()
      })
      await watch.pass(Date.parse('2026-11-28T11:00:00Z'))
      expect(place.receiver.requests.map(({ body }) => JSON.parse(body).text)).toEqual([
        expect.stringContaining(
          'the mailbox could not be read: log-in refused by 127.0.0.1 (IMAP): check user and password',
        ),
      ])
      // The same look tried three times, at least a minute apart.
      expect(pauses.slice(0, 2)).toEqual([61_000, 61_000])
    },
  )
})

const on = (clock: string) => Date.parse(`2026-11-20T${clock}Z`)
const account = (batch_start: string, status = 'success') =>
  answer(200, JSON.stringify({ global: { status, batch_start } }))
const begun = (clock: string) => account(`2026-11-20T${clock}.123456`)

describe('a batchy check of a checklist', () => {
  const MINUTE = 60_000
  const HTTP = { http: createHttpClient({ userAgent: 'test', now: Date.now }) }
  const ago = (ms: number) => new Date(NOW - ms).toISOString().slice(0, -1)
  test.each([
    ['61 min ago', account(ago(61 * MINUTE)), { answer: 'failure' }],
    ['50 min ago', account(ago(50 * MINUTE)), { answer: 'success', warning: expect.any(String) }],
    ['24 h 05 min ago', account(ago((24 * 60 + 5) * MINUTE)), { answer: 'failure' }],
    ['5 s ahead', account(ago(-5_000)), { answer: 'success' }],
    ['without a fraction', account(ago(61 * MINUTE).slice(0, 19)), { answer: 'failure' }],
    ['failed 5 min ago', account(ago(5 * MINUTE), 'failure'), { answer: 'failure' }],
  ])('R9: a start %s, with a limit of an hour', async (_when, behaviour, expected) => {
    const server = await startReceiver()
    onTestFinished(server.close)
    server.answerWith(behaviour)
    const { checks } = await sectionsOf(
      'job1:\n  type: batchy\n  wf_name: load\n  latency_min: 60\n  check_time: 9:00\n',
      ETL.replace('batch.lan', '127.0.0.1').replace('8050', new URL(server.url).port),
    )
    const { probe = '', ...settings } = { ...checks[0]?.values } as Record<string, string>
    const seen = await look('batchy', probe.replace('batchy ', ''), {
      settings: { warning: '80%', ...settings },
      now: NOW,
      tools: HTTP,
    })
    expect(seen).toMatchObject(expected)
    expect('warning' in seen).toBe('warning' in expected)
  })

  alertingTest(
    'R10: that is overdue alerts once, from its time of day on, until it is fresh again',
    async ({ place }) => {
      const server = await startReceiver()
      const ini = `[check.nightly]
probe = batchy ${server.url} nightly
latency = 60m
checktime = 09:00
timezone = UTC
every = 180s
channels = hook
`
      const watch = await openProbedWatch(place, ini, on('08:50:00'))
      onTestFinished(async () => {
        await watch.close()
        await server.close()
      })
      server.answerWith(begun('07:00:00'))
      await watch.pass(on('08:59:00'))
      expect(server.requests).toEqual([])
      await watch.pass(on('09:20:00'))
      expect(watch.alerts()).toEqual(['09:00 trigger'])
      server.answerWith(begun('09:19:00'))
      await watch.pass(on('09:30:00'))
      expect(watch.alerts()).toEqual(['09:00 trigger', '09:21 resolve'])
      expect(watch.errors).toEqual([])
    },
  )
})

test('R13: a Robopager that still runs beside opens the same incident, by the same key', () => {
  const at = new Date(2026, 10, 28, 2, 22).getTime()
  const alert = {
    kind: 'trigger',
    key: 'any',
    check: 'id',
    name: 'job1',
    status: 'down',
    tags: [],
    subject: '',
    text: '',
    at: at + 60_000,
    since: at,
  } as const
  // Robopager joins the name, the local day and the hour of its alert.
  expect(incidentKeyOf(alert)).toBe('job1-20261128-02')
})
