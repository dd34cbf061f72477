import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import type { Redis } from '../../../src/io/redis/client'
import { eventually, alertingTest as it } from '../../support/alerting-test'
import { type Alerting, webhookTo } from '../../support/alerts'

/** A worker's alerts as a program, made once. */
const folder = await mkdtemp(join(tmpdir(), 'intvlm8r-alerts-'))
const program = join(folder, 'alerts-child.cjs')

beforeAll(async () => {
  await build({
    entryPoints: [join(import.meta.dirname, '../../support/alerts-child.ts')],
    outfile: program,
    bundle: true,
    platform: 'node',
    external: ['msgpackr-extract'],
    logLevel: 'error',
  })
})
afterAll(() => rm(folder, { recursive: true }))

/** Works until every alert is sent and recorded. */
async function finish(alerting: Alerting, id: string, expected: readonly string[]): Promise<void> {
  await eventually(async () => {
    await alerting.turn()
    const records = await alerting.store.forCheck(id, 10)
    expect(records.map(({ kind, state }) => `${kind} ${state}`)).toEqual(expected)
  })
}

/** Waits until no alert is queued or in hand: the lock of the dead worker has expired, and its alert was taken over. */
async function settle(admin: Redis): Promise<void> {
  const queue = '{intvlm8r}:alerts-hook'
  await eventually(async () => {
    const left = [admin.llen(`${queue}:wait`), admin.llen(`${queue}:active`), admin.zcard(`${queue}:delayed`)]
    expect(await Promise.all(left)).toEqual([0, 0, 0])
  })
}

// Each step on a Redis of its own, and side by side: most of the time is a wait for the locks of the dead one.
describe.concurrent('a worker that is killed', () => {
  it.for(Array.from({ length: 24 }, (_, step) => step))(
    'right after step %i loses no alert and doubles none',
    async (step, { place: { redis, admin, receiver, open } }) => {
      // Made by a store alone, as the web does it: this process takes no entry before the other one is dead.
      const web = open({ channels: [webhookTo('other', receiver.url)] })
      const id = await web.create({ name: 'backup', channels: ['hook'] })
      await web.signal(id, 'fail')

      const child = fork(program, [redis.place.socket, receiver.url, String(step)])
      const [where] = (await once(child, 'message')) as [string]
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
      const [record] = await web.store.forCheck(id, 1)
      const sentUnrecorded = receiver.requests.length === 1 && record?.state !== 'delivered'

      // Its locks have to last, also when the machine is busy with the other steps.
      const channels = [webhookTo('hook', receiver.url)]
      const alerting = open({ channels, handOverMs: 1, lockDuration: 3_000 })
      await finish(alerting, id, ['trigger delivered'])
      await settle(admin)
      const kinds = () => receiver.requests.map(({ body }) => JSON.parse(body).kind as string)
      // An alert that was accepted, and whose worker died before it could record that, is sent once more.
      expect(kinds(), where).toEqual(sentUnrecorded ? ['trigger', 'trigger'] : ['trigger'])

      await alerting.signal(id, 'success')
      await finish(alerting, id, ['resolve delivered', 'trigger delivered'])
      await settle(admin)
      expect(kinds().filter(kind => kind === 'resolve')).toHaveLength(1)
      expect(await alerting.store.planned(10)).toEqual([])
      expect(alerting.errors).toEqual([])
    },
  )
})
