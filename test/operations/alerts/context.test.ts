import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { PlannedAlert } from '../../../src/domain/alerts/alert'
import type { Channel } from '../../../src/domain/alerts/channel'
import type { SignalDetail, SignalKind } from '../../../src/domain/watch/signal'
import { type Alerting, type AlertingOptions, openAlerting, webhookTo } from '../../support/alerts'
import { type Receiver, startReceiver } from '../../support/receiver'
import { shareRedis } from '../../support/shared-redis'
import { openLooks, openSweeps } from '../../support/watch'

const redis = await shareRedis()
const HOUR = 3_600_000
let alerting: Alerting
let receiver: Receiver
let channels: Channel[]
let now: number

beforeEach(async () => {
  receiver = await startReceiver()
  channels = [webhookTo('hook', receiver.url)]
  now = Date.parse('2026-11-28T02:12:00Z')
  alerting = openAlerting(redis.target, { channels, now: () => now })
})
afterEach(async () => {
  await alerting.close()
  await receiver.close()
})

async function send(id: string, kind: SignalKind, detail: SignalDetail = {}): Promise<void> {
  const recorded = await alerting.checks.record({ id }, { kind, at: now, detail })
  expect(recorded.kind).toBe('accepted')
}

/** The next alert that arrives, as JSON; routes what is there to be routed first. */
async function nextAlert(): Promise<Record<string, string>> {
  await alerting.turn()
  return JSON.parse((await receiver.nextRequest()).body)
}

/** Lets time bring down what is overdue, as the sweep does. */
async function lapse(id: string): Promise<void> {
  const sweeps = openSweeps(redis, () => now)
  const watched = await alerting.checks.get(id)
  if (watched) await sweeps.lapse([watched], now)
  await sweeps.close()
}

const failure = (words: string, exitCode = 3): SignalDetail => ({ exitCode, duration: 724_000, body: words })

describe('an alert', () => {
  it('has the words of the signal that brought the check down, however late the worker comes', async () => {
    const id = await alerting.create({ name: 'backup' })
    await send(id, 'fail', failure('no space left on device'))
    for (let i = 0; i < 20; i++) {
      now += 60_000
      await send(id, 'fail', failure(`later ${i}`, 1))
    }
    now += HOUR
    const alert = await nextAlert()
    expect(alert).toMatchObject({ exitcode: '3', duration: '724', lastlines: '> no space left on device' })
    expect(alert.text).toContain('Exit code: 3\nRun time: 12m4s\nSchedule: every 1d; 1h of grace\n')
  })

  it('has the end of what was sent, of any length', async () => {
    const id = await alerting.create({ name: 'backup' })
    const body = `${'a line of the log\n'.repeat(5_000)}the end\n`
    await send(id, 'fail', { ...failure(body.slice(0, 10_000)), ending: body.slice(-2_000) })
    const { lastlines = '', text } = await nextAlert()
    expect(lastlines.split('\n').at(-1)).toBe('> the end')
    expect(text).toContain('The sender sent, at the end:\n> a line')
    const [kept] = await alerting.checks.bodies(id)
    expect(kept?.body).toBe(body.slice(0, 10_000))
    expect(kept?.ending).toBe(body.slice(-2_000))
  })

  it('of a probe has the exit code and the time of its program, and why it failed behind a long output', async () => {
    const probe = { kind: 'command', target: 'check-raid', every: 60_000, settings: {} } as const
    const id = await alerting.create({ name: 'raid', probe })
    const looks = openLooks(redis)
    const output = `${'a line of the log\n'.repeat(200)}the end`
    const detail = 'check-raid ended with exit code 7: the end'
    await looks.record(id, { answer: 'failure', detail, output, exitCode: 7, ran: 1_500 }, now)
    await looks.close()
    const { lastlines = '', text, ...alert } = await nextAlert()
    expect(alert).toMatchObject({ exitcode: '7', duration: '1.5' })
    expect(text).toContain('Exit code: 7\nRun time: 1.5 s\n')
    expect(lastlines.split('\n').slice(-3)).toEqual(['> the end', '>', `> ${detail}`])
    expect(text).toContain(`\nThe look failed: ${detail}.\n`)
    expect(text).toMatch(/\n\nFound by the look, at the end:\n> a line of the log\n(.*\n)+> the end$/)
    expect(text).not.toContain(`> ${detail}`)
  })

  it('that was held back has the same words', async () => {
    const id = await alerting.create({ name: 'backup' })
    await alerting.checks.silence(id, now + HOUR)
    await send(id, 'fail', failure('the first'))
    await alerting.turn()
    now += 600_000
    await send(id, 'fail', failure('the second'))
    await alerting.turn()
    now += HOUR
    expect(await nextAlert()).toMatchObject({ lastlines: '> the first' })
  })

  it('for a channel that came later has the same words', async () => {
    const id = await alerting.create({ name: 'backup' })
    await send(id, 'fail', failure('the first'))
    await nextAlert()
    const late = await startReceiver()
    channels.push(webhookTo('late', late.url))
    await alerting.checks.update(id, { channels: ['hook', 'late'] }, now)
    await send(id, 'fail', failure('the second'))
    await alerting.turn()
    expect(JSON.parse((await late.nextRequest()).body)).toMatchObject({ lastlines: '> the first' })
    await late.close()
  })

  it('about a failure that another worker had taken has its words from the history', async () => {
    const planned: PlannedAlert[] = []
    const around: AlertingOptions['around'] = (name, part) =>
      name === 'queue'
        ? { ...part, add: async (alerts: PlannedAlert[]) => void planned.push(...alerts) }
        : part
    await alerting.close()
    alerting = openAlerting(redis.target, { channels, now: () => now, around })
    const id = await alerting.create({ name: 'backup' })
    await send(id, 'fail', failure('the first'))
    // Another worker took the entry, and died.
    await alerting.outbox.take(10, 1)
    now += 60_000
    await send(id, 'success', { body: 'all is well' })
    await alerting.turn()
    expect(planned.map(({ alert: { kind, signal } }) => [kind, signal?.words]).sort()).toEqual([
      ['resolve', 'all is well'],
      ['trigger', 'the first'],
    ])
  })

  it('about a silence has the last signal before it, and its words', async () => {
    const id = await alerting.create({ name: 'backup', schedule: { kind: 'period', period: HOUR }, grace: 0 })
    await send(id, 'success', { body: 'copied 3 files', exitCode: 0 })
    now += 2 * HOUR
    await lapse(id)
    const alert = await nextAlert()
    expect(alert).toMatchObject({ reason: 'silence', lastlines: '> copied 3 files' })
    expect(alert.text).toMatch(
      /\n\nLast signal: success, \w{3} \d+ Nov 2026 \d\d:\d\d UTC[+-]\d\d:\d\d\nExit code: 0\n/,
    )
  })

  it('that reminds has the last signal, and one about the end has the one that ended it', async () => {
    const id = await alerting.create({ name: 'backup', reminders: '1h' })
    await send(id, 'fail', failure('the first'))
    await nextAlert()
    now += 600_000
    await send(id, 'fail', failure('the second', 4))
    now += HOUR
    expect(await nextAlert()).toMatchObject({ kind: 'reminder', exitcode: '4', lastlines: '> the second' })
    now += 60_000
    await send(id, 'success', { body: 'done', duration: 1_500 })
    expect(await nextAlert()).toMatchObject({
      kind: 'resolve',
      duration: '1.5',
      lastlines: '> done',
    })
  })

  it('of many at once is a digest without words', async () => {
    const ids = await Promise.all(Array.from({ length: 12 }, (_, i) => alerting.create({ name: `c${i}` })))
    for (const id of ids) await send(id, 'fail', failure('x'.repeat(2_000)))
    const alert = await nextAlert()
    expect(alert.kind).toBe('digest')
    expect(JSON.stringify(alert)).not.toContain('xxx')
  })
})
