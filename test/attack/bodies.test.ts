/** Long bodies that never end, at doors without a log-in: they must not take the memory of the web app. */
import { setTimeout as rest } from 'node:timers/promises'
import { describe, test } from 'vitest'
import { PORT } from './appliance'
import { type Attack, hold } from './clients'
import { APPLIANCE, attackersV4, mayAttack } from './networks'
import { openScene, repel } from './scene'

/** As many as the web app admits. */
const CONNECTIONS = 500
const ATTACK_MS = 15_000
/** As the web app's unit starts Node, and its MemoryMax. */
const UNIT = '--max-old-space-size=64 --max-semi-space-size=4'
const MEMORY = 176 * 1024 * 1024
/** Neither address needs a key before the body is read: it might stand in the body, and a token costs nothing to look up. */
const BODIES: readonly (readonly [string, Attack, string])[] = [
  ['forms of 1 MB', 'slow forms', '/snitch/0f0e0d0c-0b0a-4908-8706-050403020100'],
  ['calls of the API of 64 kB', 'slow calls', '/api/v3/checks/'],
]

describe.skipIf(!mayAttack())('long bodies under way', () => {
  const scene = openScene({ env: { NODE_OPTIONS: UNIT, MALLOC_ARENA_MAX: '1' } })

  test.each(BODIES.flatMap(([name, kind, path]) => [5, 50].map(count => ({ name, kind, path, count }))))(
    '$name from $count addresses take no more memory than there is',
    async ({ name, kind, path, count }) => {
      const harm = 'megabytes beyond the memory of its unit (176 MB), a restart, or a tick that was kept out'
      await repel(
        scene,
        { attack: `${CONNECTIONS} slow ${name} from ${count} IPv4 addresses`, harm },
        async () => {
          const { web } = scene.appliance.pids()
          const most = scene.appliance.watchWebMemory()
          const target = { host: APPLIANCE[4], port: PORT, path }
          const end = await hold(scene.networks.others, {
            ...target,
            kind,
            addresses: attackersV4(count),
            each: CONNECTIONS / count,
          })
          // The room is full by then, and stays so.
          await rest(ATTACK_MS)
          const isIn = /^heartbeat queued as boot-/.test(await scene.appliance.tick())
          const isAsBefore = scene.appliance.pids().web === web
          const bytes = most()
          console.log(`the most memory of the web app: ${Math.round(bytes / 1e6)} MB`)
          const beyond = Math.max(0, Math.ceil((bytes - MEMORY) / 1e6))
          return { requests: end, through: beyond + (isIn ? 0 : 1) + (isAsBefore ? 0 : 1) }
        },
      )
    },
  )
})
