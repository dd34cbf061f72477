/** Files of expected events while the worker and the program for 0MQ run, and two watchers that share them. */
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { allChecks } from '../support/all-checks'
import { answer, startReceiver as startPager } from '../support/receiver'
import { frames, PATIENCE, push, type Receiver, startReceiver } from './receiver'

/** An empty folder for files, and a PagerDuty. */
async function openSurroundings() {
  const folder = await mkdtemp(join(tmpdir(), 'intvlm8r-files-'))
  const pager = await startPager()
  pager.answerWith(answer(202, '{"status":"success"}'))
  onTestFinished(async () => {
    await pager.close()
    await rm(folder, { recursive: true })
  })
  const ini = [
    `[Expected]\nfiles = ${folder}/*.json`,
    `[channel.pager]\nkind = pagerduty\nroutingkey = 0123456789abcdef0123456789abcdef\nurl = ${pager.url}`,
    '[channel.other]\nkind = ntfy\ntopic = nobody',
  ]
  return {
    path: (name: string) => join(folder, name),
    ini: ini.join('\n'),
    events: () => pager.requests.map(({ body }) => JSON.parse(body)),
  }
}

async function watcher(ini: string): Promise<Receiver> {
  const receiver = await startReceiver(ini)
  onTestFinished(() => receiver.close())
  return receiver
}

async function plans(receiver: Receiver) {
  const checks = (await allChecks(receiver.store)).map(({ check }) => check)
  return Object.fromEntries(checks.map(check => [check.name, check]))
}

const JOB = { sender: 'client', event: 'night' }

test('files are followed: replaced at once, written in place, by halves, and removed', async () => {
  const { path, ini } = await openSurroundings()
  await writeFile(
    path('a.json'),
    JSON.stringify([
      {
        ...JOB,
        periodicity: 'MONTHDAY',
        periods: [1, 15],
        times: ['04:00'],
        zone: 'UTC',
        channels: ['other'],
      },
      { ...JOB, cron: '30 2 * * 1-5', message_type: 'STARTED', zone: 'Europe/Berlin' },
    ]),
  )
  const receiver = await watcher(ini)
  await receiver.store.listen()
  await receiver.startWorker()
  await vi.waitFor(async () => {
    const found = await plans(receiver)
    expect(Object.keys(found).sort()).toEqual(['client/night', 'client/night started'])
    expect(found['client/night']).toMatchObject({
      schedule: { kind: 'cron', expression: '0 4 1,15 * *', zone: 'UTC' },
      expect: 'success',
      channels: ['other'],
    })
    expect(found['client/night started']).toMatchObject({
      schedule: { kind: 'cron', expression: '30 2 * * 1-5', zone: 'Europe/Berlin' },
      expect: 'start',
    })
  }, PATIENCE)
  await push(receiver.ports.bind, frames('STARTED', 'client', 'night'))
  const status = async (name: string) =>
    (await receiver.store.get((await plans(receiver))[name]?.id ?? ''))?.state.status
  await vi.waitFor(async () => expect(await status('client/night started')).toBe('up'), PATIENCE)
  expect(await status('client/night')).toBe('new')

  const later = [{ ...JOB, periodicity: 'MONTHDAY', periods: [2], times: ['04:00'], zone: 'UTC' }]
  await writeFile(path('a.new'), JSON.stringify(later))
  await rename(path('a.new'), path('a.json'))
  await vi.waitFor(async () => {
    const found = await plans(receiver)
    expect(Object.keys(found)).toEqual(['client/night'])
    expect(found['client/night']?.schedule).toMatchObject({ expression: '0 4 2 * *' })
  }, PATIENCE)

  await writeFile(path('a.json'), JSON.stringify([...later, { ...JOB, event: 'day', cron: '0 12 * * *' }]))
  await vi.waitFor(
    async () => expect(Object.keys(await plans(receiver)).sort()).toEqual(['client/day', 'client/night']),
    PATIENCE,
  )

  // Half of it is a fault, and removes nothing; another file is taken up all the same.
  await writeFile(path('a.json'), JSON.stringify(later).slice(0, 40))
  await writeFile(path('b.json'), JSON.stringify([{ ...JOB, sender: 'second', cron: '0 12 * * *' }]))
  await vi.waitFor(
    async () =>
      expect(Object.keys(await plans(receiver)).sort()).toEqual([
        'client/day',
        'client/night',
        'second/night',
      ]),
    PATIENCE,
  )
  expect(receiver.log()).toMatch(/a\.json.*is where it stops being JSON/)

  await writeFile(path('a.json'), JSON.stringify(later))
  await rm(path('b.json'))
  await vi.waitFor(async () => expect(Object.keys(await plans(receiver))).toEqual(['client/night']), PATIENCE)
})

/** Due each ten seconds, and told five later. */
const SOON = [
  {
    ...JOB,
    id: '0c7e8a52-6f0e-4d13-9a53-2b1f6a1d7c01',
    oncalendar: '*-*-* *:*:0/10',
    grace: '5s',
    zone: 'UTC',
    channels: ['pager'],
    failuresBeforeAlert: 1,
  },
]

test('Q12: of two watchers of one watch one is killed before the deadline, and there is one alert', async () => {
  const { path, ini, events } = await openSurroundings()
  await writeFile(path('soon.json'), '[]')
  const receiver = await watcher(ini)
  await receiver.store.listen()
  const [first] = await Promise.all([receiver.startWorker(), receiver.startWorker()])
  await writeFile(path('soon.json'), JSON.stringify(SOON))
  await vi.waitFor(async () => expect(Object.keys(await plans(receiver))).toHaveLength(1), PATIENCE)
  first.kill('SIGKILL')
  expect(events()).toEqual([])
  await vi.waitFor(() => expect(events()).toHaveLength(1), { timeout: 40_000, interval: 100 })
  await push(receiver.ports.bind, frames('SUCCEEDED', 'client', 'night'))
  await vi.waitFor(() => expect(events().length).toBeGreaterThan(1), PATIENCE)
  const [trigger, resolve] = events()
  expect(trigger).toMatchObject({ event_action: 'trigger', payload: { source: 'client/night' } })
  expect(resolve).toMatchObject({ event_action: 'resolve', dedup_key: trigger.dedup_key })
})

test('Q12: two watchers that are split from each other alert each, with one dedup key', async () => {
  const { path, ini, events } = await openSurroundings()
  await writeFile(path('soon.json'), '[]')
  const receivers = [await watcher(ini), await watcher(ini)]
  for (const receiver of receivers) {
    await receiver.store.listen()
    await receiver.startWorker()
  }
  // Not so late in its ten seconds that one of the two takes the file up for the next ones.
  await vi.waitFor(() => expect(Date.now() % 10_000).toBeLessThan(1_000), { timeout: 15_000, interval: 50 })
  await writeFile(path('soon.json'), JSON.stringify(SOON))
  await vi.waitFor(() => expect(events()).toHaveLength(2), { timeout: 40_000, interval: 100 })
  const [one, other] = events()
  expect([one.event_action, other.event_action]).toEqual(['trigger', 'trigger'])
  expect(one.dedup_key).toContain('0c7e8a52-6f0e-4d13-9a53-2b1f6a1d7c01')
  expect(other.dedup_key).toBe(one.dedup_key)
})
