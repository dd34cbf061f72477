import { describe, expect, it, test } from 'vitest'
import { parseSettings } from '../../../src/config/settings/settings'
import { judgeBatchy } from '../../../src/domain/probes/batchy'
import { batchyProblem, batchyUrl } from '../../../src/domain/probes/batchy-target'
import { hostOf, leavesMachine } from '../../../src/domain/probes/probe'
import { type Reading, usable } from '../../../src/domain/settings/reading'
import { inZone } from '../../support/zone'

const NOW = Date.parse('2026-11-28T10:00:00Z')
const USUAL = { latency: '60m', since: 'start', warning: '80%' }

const judge = (global: object, settings: object = {}) =>
  judgeBatchy(JSON.stringify({ global }), 'http://b nightly', { ...USUAL, ...settings }, NOW)

describe('the address of a workflow', () => {
  test.each([
    ['http://batch.lan:8050 nightly', 'http://batch.lan:8050/get_status/nightly'],
    ['http://hypergate-x nightly', 'http://hypergate-x/batchy/get_status/nightly'],
    ['http://hypergate-x:80 nightly', 'http://hypergate-x/batchy/get_status/nightly'],
    ['http://hypergate-x:8050 nightly', 'http://hypergate-x:8050/get_status/nightly'],
    ['https://batch.lan/jobs/ nightly', 'https://batch.lan/jobs/get_status/nightly'],
    ['http://hypergate-x/own nightly', 'http://hypergate-x/own/get_status/nightly'],
    ['http://b  load all/1', 'http://b/get_status/load%20all%2F1'],
  ])('of %s is %s', (target, url) => expect(batchyUrl(target)).toBe(url))

  test.each([
    ['http://b nightly', undefined],
    ['http://b', 'names no workflow; write it behind the address, as in http://batch.lan:8050 nightly'],
    ['http://me:pw@b nightly', 'holds a user or a password, which a target must not'],
    ['http://b/?a=1 nightly', 'has more than a path; give the address of the server alone'],
    [`http://b ${'w'.repeat(201)}`, 'names a workflow of more than 200 characters'],
  ])('%s: %s', (target, problem) => expect(batchyProblem(target)).toBe(problem))

  it('needs a server', () => expect(batchyProblem('ftp://b nightly')).toMatch(/http/))

  it('has the host that the network between has to reach', () => {
    const probe = { kind: 'batchy', target: 'http://[2001:db8::1]:8050 nightly' } as const
    expect([hostOf(probe), leavesMachine(probe)]).toEqual(['2001:db8::1', true])
    expect(leavesMachine({ kind: 'batchy', target: 'http://localhost:8050 nightly' })).toBe(false)
  })
})

describe('a workflow with a limit of 60 minutes', () => {
  test.each([
    [
      'began 61 minutes ago',
      '2026-11-28T08:59:00.000001',
      'failure',
      'nightly began 1h1m ago, and has to within 1h',
    ],
    [
      'began exactly an hour ago',
      '2026-11-28T09:00:00.0',
      'failure',
      'nightly began 1h ago, and has to within 1h',
    ],
    [
      'began 24 h 05 min ago',
      '2026-11-27T09:55:00.5',
      'failure',
      'nightly began 1d5m ago, and has to within 1h',
    ],
    ['began five seconds ahead of our clock', '2026-11-28T10:00:05.1', 'success', 'nightly began 0s ago'],
    ['has no fraction', '2026-11-28T09:50:00', 'success', 'nightly began 10m ago'],
    ['has an offset', '2026-11-28T10:50:00+01:00', 'success', 'nightly began 10m ago'],
    ['has a blank in its time', '2026-11-28 09:50:00.25', 'success', 'nightly began 10m ago'],
    ['has no time', 'yesterday', 'failure', 'the start of nightly is no time'],
    ['has more before it', 'x2026-11-28T09:50:00', 'failure', 'the start of nightly is no time'],
    ['has more behind it', '2026-11-28T09:50:00 x', 'failure', 'the start of nightly is no time'],
  ])('that %s', (_when, batch_start, answer, detail) => {
    expect(judge({ status: 'success', batch_start })).toMatchObject({ answer, detail })
  })

  it('has a warning from 80 % on, and none when it is off', () => {
    const after = (batch_start: string, settings?: object) => judge({ status: 'open', batch_start }, settings)
    expect(after('2026-11-28T09:10:00.5')).toMatchObject({
      answer: 'success',
      warning: 'nightly began 50m ago, and has to within 1h',
    })
    expect(after('2026-11-28T09:12:01.0')).not.toHaveProperty('warning')
    expect(after('2026-11-28T09:12:00.0')).toHaveProperty('warning')
    expect(after('2026-11-28T09:10:00.5', { warning: 'off' })).not.toHaveProperty('warning')
    expect(after('2026-11-28T09:29:00.5', { warning: '50 %' })).toHaveProperty('warning')
  })

  it('keeps the fields of the account, with its latency in minutes', () => {
    const account = { status: 'success', batch_start: '2026-11-28T09:49:51', batch_end: '', jobs: 3 }
    expect(judge(account)).toEqual({
      answer: 'success',
      detail: 'nightly began 10m9s ago',
      findings: { status: 'success', batch_start: '2026-11-28T09:49:51', batch_end: '', latency: 10.15 },
    })
    expect(judge({ status: 'x'.repeat(101), batch_start: null })).toEqual({
      answer: 'failure',
      detail: 'nightly has not begun yet',
      output: `{"global":{"status":"${'x'.repeat(101)}","batch_start":null}}`,
      findings: { status: 'x'.repeat(100) },
    })
  })

  it('that failed is a failure, however recent it is', () => {
    expect(judge({ status: 'failure', batch_start: '2026-11-28T09:55:00.1' })).toMatchObject({
      answer: 'failure',
      detail: 'nightly failed; it began 5m ago',
    })
  })

  it('is told of what is known, and with no more of the answer than 2,000 characters', () => {
    const failed = judge({ status: 'FAILURE', batch_start: null, rest: 'x'.repeat(3_000) })
    expect([failed.detail, failed.output?.length]).toEqual(['nightly failed', 2_000])
    const both = { status: 'success', batch_start: '2026-11-28T09:50:00', batch_end: '2026-11-28T09:55:00' }
    expect(judge(both)).toMatchObject({ detail: 'nightly began 10m ago' })
    inZone('Asia/Tokyo', () => expect(judge(both)).toMatchObject({ detail: 'nightly began 10m ago' }))
  })

  it('counts from its end where that is wanted, and from its start while it runs', () => {
    const since = { since: 'end' }
    const start = '2026-11-28T07:00:00.1'
    expect(
      judge({ status: 'success', batch_start: start, batch_end: '2026-11-28T09:30:00.1' }, since),
    ).toMatchObject({ answer: 'success', detail: 'nightly ended 30m ago' })
    expect(judge({ status: 'open', batch_start: start, batch_end: null }, since)).toMatchObject({
      answer: 'failure',
      detail: 'nightly began 3h ago, and has to within 1h',
    })
    expect(judge({ status: 'success', batch_start: start, batch_end: 'x' }, since)).toMatchObject({
      detail: 'the end of nightly is no time',
    })
  })

  it('that never began is a failure', () =>
    expect(judge({ status: 'new', batch_start: null })).toMatchObject({
      answer: 'failure',
      detail: 'nightly has not begun yet',
    }))

  test.each([
    ['{}', 'the server knows no workflow nightly'],
    ['{"load": {}}', 'the account of nightly lacks the entry global'],
    ['[1]', 'the account of nightly is no JSON object'],
    ['null', 'the account of nightly is no JSON object'],
    ['5', 'the account of nightly is no JSON object'],
    ['"global"', 'the account of nightly is no JSON object'],
    ['<html>', 'the account of nightly is no JSON object'],
    ['{"global": null}', 'the account of nightly lacks the entry global'],
  ])('with the account %s is a failure: %s', (body, detail) =>
    expect(judgeBatchy(body, 'http://b nightly', USUAL, NOW)).toMatchObject({ answer: 'failure', detail }),
  )
})

describe('the times of its looks', () => {
  const latency = { latency: '60m' }
  const of = (settings: object) =>
    parseSettings(
      `[Monitoring]\nheartbeatfrequency = Off\n[check.a]\nprobe = batchy http://b nightly\n${Object.entries(
        settings,
      )
        .map(([key, value]) => `${key} = ${value}\n`)
        .join('')}`,
    )
  const plan = (settings: object) => Object(usable({ ...of(settings) } as Reading, 'checks'))[0]?.plan

  it('are those of every probe where it has no checktime', () =>
    expect(plan({ ...latency, every: '3m' })).toMatchObject({
      schedule: { kind: 'period', period: 180_000 },
      grace: 360_000,
    }))

  it('begin at its checktime, and it is blind soon after one without an answer', () =>
    expect(plan({ ...latency, every: '3m', checktime: '9:00', timezone: 'Europe/Berlin' })).toMatchObject({
      schedule: { kind: 'cron', expression: '0 9-23/1 * * *', zone: 'Europe/Berlin' },
      grace: 600_000,
    }))

  test.each([
    [{}, 'latency', 'is empty. The last run may be so long ago: 60m, 26h.'],
    [{ latency: 'long' }, 'latency', 'has to be a span of time such as 60m or 26h'],
    [{ ...latency, warning: '120%' }, 'warning', 'has to be a percentage from 1 to 99, or off'],
    [{ ...latency, since: 'now' }, 'since', 'has to be one of start, end'],
    [{ ...latency, checktime: '9' }, 'checktime', 'has to be a time of day such as 03:00'],
    [{ ...latency, weekdays: 'mon' }, 'weekdays', 'belongs to a checktime; add one, or remove the line'],
  ])('%j: %s %s', (settings, key, reason) =>
    expect(of(settings)).toMatchObject({ kind: 'faulty', faults: [{ section: 'check.a', key, reason }] }),
  )
})
