/** Strangers who make tags of pyremto and workflows of batchy: what fills Redis, and alerts with words of theirs. */
import { once } from 'node:events'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, test, vi } from 'vitest'
import { connectStore, type Redis } from '../../src/io/redis/client'
import { ALARMS } from './appliance'
import { type Outgoing, send } from './clients'
import { APPLIANCE, attackersV4, DEVICE, mayAttack } from './networks'
import { openScene, repel } from './scene'

const MB = 1024 * 1024
/** The memory for Redis on a Pi with 512 MB. */
const MEMORY = 96 * MB
/** Strangers may have a megabyte where tags wait, and where they need not never what the heart needs. */
const MOST_USED = { adopt: 16 * MB, open: 70 * MB } as const
const TAGS = 1_700
const BODIES = 5
const BODY_BYTES = 11_000
const ALERTS = 100
const WORDS = 'All is well: http://evil.example/'
/** When a tag of a minute is overdue, and its alert would have come. */
const OVERDUE_MS = 65_000
/** So many that none meets its bound of tags an hour, also where an attack is made again. */
const STRANGERS = attackersV4(150)

describe.skipIf(!mayAttack())('strangers who make tags', () => {
  const scene = openScene()
  let redis: Redis

  beforeAll(async () => {
    redis = connectStore({ path: join(scene.appliance.home, 'redis', 'redis.sock') })
    await once(redis, 'ready')
    await redis.config('SET', 'maxmemory', String(MEMORY))
  })
  afterAll(() => redis?.disconnect())

  const admit = (mode: 'adopt' | 'open') =>
    scene.appliance.writeIni(scene.appliance.ini().replace(/^pyremto = .*$/m, `pyremto = ${mode}`))
  const flood = (requests: readonly Outgoing[]) =>
    send({ network: scene.networks.others, host: APPLIANCE[4], parallel: 20 }, requests)

  test('do not fill Redis with workflows, and alert nobody by them', async () => {
    const harm = `kilobytes in Redis beyond ${MOST_USED.adopt / MB} MB of its 96, alerts that name a workflow, or a late one of the owner`
    const attack = `${TAGS} workflows of batchy that fail, batchy = adopt`
    await repel(scene, { attack, harm }, async () => {
      const usual = await alarm()
      const answers = await flood(
        Array.from({ length: TAGS }, (_, n) => {
          const address = STRANGERS[n % STRANGERS.length] ?? ''
          const name = encodeURIComponent(`evil ${n} ${WORDS}`)
          return { address, path: `/open_batch/${name}`, next: [{ address, path: `/fail_batch/${name}` }] }
        }),
      )
      const refused = answers.find(({ status }) => status !== 200 && status !== 404)
      if (refused !== undefined) throw new Error(`the door is closed: ${refused.status} ${refused.text}`)
      const late = (await alarm()) - usual
      const kilobytes = Math.max(0, Math.ceil(((await used()) - MOST_USED.adopt) / 1024))
      return { requests: answers.length, through: kilobytes + foreign().length + beyondASecond(late) }
    })
  })

  test.each(['adopt', 'open'] as const)('do not fill Redis with pyremto = %s', async mode => {
    admit(mode)
    const harm = `kilobytes in Redis beyond ${MOST_USED[mode] / MB} MB of its 96`
    const attack = `${TAGS} tags with 55 kB of bodies each, pyremto = ${mode}`
    await repel(scene, { attack, harm }, async () => {
      const answers = await flood(
        Array.from({ length: TAGS }, (_, n) => {
          const address = STRANGERS[n % STRANGERS.length] ?? ''
          const body = { address, method: 'POST', path: '/ping/{tag}', bytes: BODY_BYTES }
          return { ...makeTag(address), next: Array.from({ length: BODIES }, () => body) }
        }),
      )
      const kilobytes = Math.max(0, Math.ceil(((await used()) - MOST_USED[mode]) / 1024))
      return { requests: answers.length, through: kilobytes }
    })
  })

  const used = async () => Number(/^used_memory:(\d+)/m.exec(await redis.info('memory'))?.[1])

  /** Makes tags whose checks fail at once, with words of a stranger. */
  const ring = () =>
    flood(
      Array.from({ length: ALERTS }, (_, n) => {
        const address = STRANGERS[n % STRANGERS.length] ?? ''
        const fail = { address, method: 'POST', path: '/ping/{tag}/fail', body: WORDS }
        return { ...makeTag(address), next: [fail] }
      }),
    )

  test('alert nobody where tags wait to be adopted', async () => {
    admit('adopt')
    const harm = 'alerts that name a tag or have words of theirs, or a late one of the owner'
    const attack = '200 tags that fail or are overdue after a minute, pyremto = adopt'
    await repel(scene, { attack, harm }, async () => {
      const overdue = await flood(
        Array.from({ length: ALERTS }, (_, n) => {
          const name = `=?utf-8?Q?The_Pi_is_up_${n}?= ${WORDS}`
          return makeTag(STRANGERS[n % STRANGERS.length] ?? '', { name, 'alive-interval-minutes': '1' })
        }),
      )
      const made = performance.now()
      const usual = await alarm()
      const answers = await ring()
      const late = (await alarm()) - usual
      await vi.waitUntil(() => performance.now() - made > OVERDUE_MS, { timeout: 2 * OVERDUE_MS })
      for (const { body } of foreign()) console.log(body)
      return { requests: overdue.length + answers.length, through: foreign().length + beyondASecond(late) }
    })
  })

  test('do not delay the alert of another check where their tags are ordinary checks', async () => {
    admit('open')
    // A flood that was made twice may have left no room for further tags.
    await redis.config('SET', 'maxmemory', String(4 * MEMORY))
    const harm =
      "tenths of a second beyond one by which the alert of the owner's check was late, or links of theirs"
    const attack = '100 alerts of one origin before it, pyremto = open'
    await repel(scene, { attack, harm }, async () => {
      const usual = await alarm()
      const answers = await ring()
      const late = (await alarm()) - usual
      // Theirs come behind it.
      await vi.waitUntil(() => foreign().length > 0, { timeout: 30_000 })
      const links = foreign().filter(({ body }) => /https?:[^"]*evil/.test(body))
      return { requests: answers.length, through: beyondASecond(late) + links.length }
    })
  })

  const foreign = () => scene.appliance.alerts.filter(({ body }) => /evil|pyremto [\da-f]{8}/.test(body))

  let alarms = 0

  /** Lets a check of the owner fail; the milliseconds until its alert is there. */
  async function alarm(): Promise<number> {
    const owner = { network: scene.networks.others, host: APPLIANCE[4] }
    const name = `alarm-${alarms}`
    const path = `/ping/${ALARMS[alarms++]}`
    await send(owner, [{ address: DEVICE[4], path }])
    const begun = Date.now()
    await send(owner, [{ address: DEVICE[4], path: `${path}/fail` }])
    const isIt = ({ body, at }: { readonly body: string; readonly at: number }) =>
      at >= begun && body.includes(`"name":"${name}"`) && body.includes('down')
    const found = await vi.waitUntil(() => scene.appliance.alerts.find(isIt), {
      timeout: 30_000,
      interval: 20,
    })
    return found.at - begun
  }
})

const beyondASecond = (ms: number) => Math.max(0, Math.ceil((ms - 1_000) / 100))

function makeTag(address: string, more: Readonly<Record<string, string>> = {}): Outgoing {
  return {
    address,
    method: 'POST',
    path: '/pyremto',
    headers: { backendversion: '2', 'create-tag': 'true', ...more },
  }
}
