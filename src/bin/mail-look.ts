/**
 * Makes the worker's looks at mail, and those at files of `check run`. It ends when the program that started it closes the channel
 * between them.
 */
import type { Look } from '../domain/probes/look'
import { usable } from '../domain/settings/reading'
import { keptIdentity } from '../io/appliance/identity'
import type { LookAnswer, LookOrder } from '../io/probes/outside-looks'
import { openRedisAuthorities, openUnreported, redisTarget } from '../wire/connections'
import { openMail } from '../wire/mail'
import { openOutward } from '../wire/net'
import { openPeerTools, peerSelf } from '../wire/peers'
import { openLook } from '../wire/probes'
import { defaults, openSettings } from '../wire/settings'
import {
  assetFolder,
  places,
  proxyVariables,
  running,
  takeFirstPassword,
  version,
} from './shared/environment'
import { run } from './shared/lifetime'

run(async () => {
  const running = new Map<number, AbortController>()
  const looking = openMailLook()

  async function take(order: LookOrder): Promise<void> {
    const { id } = order
    if ('isCut' in order) return running.get(id)?.abort()
    const abort = new AbortController()
    running.set(id, abort)
    const look = await (await looking)(order, order.now, abort.signal).catch((error: Error): Look => {
      console.error(error)
      return { answer: 'blind', detail: `the probe ${order.probe.kind} has a fault of its own` }
    })
    running.delete(id)
    process.send?.({ id, look } satisfies LookAnswer)
  }
  process.on('message', (order: LookOrder) => void take(order))
  process.on('disconnect', () => process.exit(0))
  await looking
})

async function openMailLook() {
  const where = places()
  takeFirstPassword()
  const settings = openSettings(where)
  const redis = usable(await settings.read(), 'redis') ?? defaults().redis
  const identity = await keptIdentity(where.home)
  const target = redisTarget(redis, where.home, identity, openRedisAuthorities(settings, where))
  const ways = openOutward({ version, now: Date.now, settings, where, variables: proxyVariables() })
  const mail = openMail(() => openUnreported(target), { settings, where, ...ways, now: Date.now })
  return openLook(ways, where, {
    jobs: { socket: '', environment: {} },
    programs: assetFolder(),
    heartbeats: async () => {
      throw new Error('only mail and files are looked at here')
    },
    mail: mail.tools,
    peers: openPeerTools({ ...ways, now: Date.now, self: peerSelf(identity, running) }),
  })
}
