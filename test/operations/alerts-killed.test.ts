import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { build } from 'esbuild'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Alerting, openAlerting, webhookTo } from '../support/alerts'
import { type Receiver, startReceiver } from '../support/receiver'
import { shareRedis } from '../support/shared-redis'

const redis = await shareRedis()
let receiver: Receiver
const program = join(redis.home, 'alerts-child.cjs')

beforeAll(async () => {
  await build({
    entryPoints: [join(import.meta.dirname, '../support/alerts-child.ts')],
    outfile: program,
    bundle: true,
    platform: 'node',
    external: ['msgpackr-extract'],
    logLevel: 'error',
  })
})
const opened: Alerting[] = []
beforeEach(async () => {
  receiver = await startReceiver()
})
afterEach(async () => {
  await Promise.all(opened.splice(0).map(each => each.close()))
  await receiver.close()
})

function open(): Alerting {
  const alerting = openAlerting(redis.target, { channels: [webhookTo('hook', receiver.url)], handOverMs: 1 })
  opened.push(alerting)
  return alerting
}

const told = () => receiver.requests.map(({ body }) => JSON.parse(body).kind as string)

/** Works until all that happened is told and written down. */
async function finish(alerting: Alerting, id: string, expected: readonly string[]): Promise<void> {
  await vi.waitFor(
    async () => {
      await alerting.turn()
      const records = await alerting.store.forCheck(id, 10)
      expect(records.map(({ kind, state }) => `${kind} ${state}`)).toEqual(expected)
    },
    { timeout: 20_000, interval: 50 },
  )
}

describe('a worker that is killed', () => {
  it.each(Array.from({ length: 24 }, (_, step) => step))(
    'right after step %i loses no alert and doubles none',
    async step => {
      // Made by a store alone, as the web does it: this process takes nothing before the other one is dead.
      const web = openAlerting(redis.target, { channels: [webhookTo('other', receiver.url)] })
      opened.push(web)
      const id = await web.create({ name: 'backup', channels: ['hook'] })
      await web.signal(id, 'fail')

      const child = fork(program, [redis.place.socket, receiver.url, String(step)])
      const [where] = (await once(child, 'message')) as [string]
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
      const [record] = await web.store.forCheck(id, 1)
      const sentUnrecorded = receiver.requests.length === 1 && record?.state !== 'delivered'

      const alerting = open()
      await finish(alerting, id, ['trigger delivered'])
      // What a service took and nobody could write down any more is sent once more.
      expect(told(), where).toEqual(sentUnrecorded ? ['trigger', 'trigger'] : ['trigger'])

      await alerting.signal(id, 'success')
      await finish(alerting, id, ['resolve delivered', 'trigger delivered'])
      expect(told().filter(kind => kind === 'resolve')).toHaveLength(1)
      expect(await alerting.store.planned(10)).toEqual([])
      expect(alerting.errors).toEqual([])
    },
  )
})
