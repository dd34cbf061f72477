/** What two members of a group cost while nothing happens, with the settings that they have by themselves. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, it, onTestFinished } from 'vitest'
import { openSwitch } from '../support/network-switch'
import { type Members, openMembers, PARTS } from './members'
import { canOpenNetworks } from './possible'

const NAMES = ['A', 'B']
/** Several rounds of whatever they say to each other. */
const SECONDS = Number(process.env.PEERS_IDLE_SECONDS || 180)
/** A twin, ranks and clocks are compared at the beginning. */
const SETTLED_MS = 90_000
const BYTES_A_SECOND = 200
/** The blocks of the disk that one mark touches. */
const MARK_BYTES = 8_192

it.skipIf(!canOpenNetworks())(
  `two members at rest send less than ${BYTES_A_SECOND} bytes a second, and write nothing to the disk`,
  async () => {
    const network = await openSwitch(NAMES, 1)
    onTestFinished(network.close)
    const members = openMembers({
      network,
      settings: member => ['[Group]', `rank = ${NAMES.indexOf(member) + 1}`],
      peer: () => ['group = on'],
    })
    onTestFinished(members.close)
    for (const member of NAMES) for (const part of PARTS) await members.start(member, part)
    await expect
      .poll(async () => await Promise.all(NAMES.map(member => groupOf(members, member))), {
        timeout: 90_000,
        interval: 1_000,
      })
      .toEqual([
        { state: 'on duty', duty: 'this' },
        { state: 'standing by', duty: 'a' },
      ])
    await pause(SETTLED_MS)

    const before = NAMES.map(member => measured(members, member))
    await pause(SECONDS * 1_000)
    const after = NAMES.map(member => measured(members, member))
    const wire = (Number(after[0]?.wire) - Number(before[0]?.wire)) / SECONDS
    console.log(`  two members at rest: ${wire.toFixed(0)} bytes/s on the wire`)
    expect(wire).toBeLessThan(BYTES_A_SECOND)
    // They do speak to each other.
    expect(wire).toBeGreaterThan(1)
    for (const [index, now] of after.entries()) {
      const then = before[index]!
      const [redis = 0, web, worker] = now.written
      expect([now.log, web, worker]).toEqual([then.log, ...then.written.slice(1)])
      expect(redis - (then.written[0] ?? 0)).toBeLessThanOrEqual((now.marks - then.marks) * MARK_BYTES)
    }
  },
  SETTLED_MS + SECONDS * 1_000 + 240_000,
)

async function groupOf(members: Members, member: string) {
  const { group = {} } = JSON.parse((await members.command(member, 'peers', '--json')) || '{}')
  return { state: group.state, duty: group.duty }
}

/** The mark that any watch with a check writes each five minutes, so that a power cut is no silence of its senders. */
const ALIVE = /\*3\r\n\$3\r\nSET\r\n\$\d+\r\n\S+:watch:alive\r\n\$13\r\n\d{13}\r\n/g

/** Bytes that its card has moved, that its programs wrote to the disk, and of Redis' log without those marks; their number. */
function measured(members: Members, member: string) {
  const written = PARTS.map(part => {
    const io = readFileSync(`/proc/${members.pid(member, part)}/io`, 'utf8')
    return Number(/^write_bytes: (\d+)/m.exec(io)?.[1])
  })
  const folder = join(members.home(member), 'redis', 'appendonlydir')
  const log = readdirSync(folder)
    .map(file => readFileSync(join(folder, file), 'latin1'))
    .join('')
  const marks = log.match(ALIVE)?.length ?? 0
  return { wire: members.site(member).bytes(), written, marks, log: log.replaceAll(ALIVE, '').length }
}
