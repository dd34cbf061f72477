import { copyFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest'
import { configure, install, untilUp, zoneWithoutDueSlot } from './appliance'
import { Machine } from './machine'
import { packageWithOldNames } from './old-names/package'
import { type Receiver, startReceiver } from './receiver'

/** A second press of *Heartbeat now* within this time counts as the first. */
const SAME_PRESS_MS = 5_000
const ROUNDS = 10

// Each test goes on where the one before ended.
describe.skipIf(inject('cannotRun'))('an upgrade', () => {
  let machine: Machine
  let receiver: Receiver
  let old: ReturnType<typeof packageWithOldNames>

  beforeAll(async () => {
    const { previous, current } = inject('packages')
    receiver = await startReceiver()
    old = packageWithOldNames(previous, '0.8.0')
    machine = new Machine(inject('root'))
    await machine.boot()
    await machine.sh(`ln -sf /usr/share/zoneinfo/${zoneWithoutDueSlot(Date.now())} /etc/localtime`)
    await install(machine, old.deb)
    for (const deb of [old.deb, previous, current])
      copyFileSync(deb, join(machine.root, 'root', basename(deb)))
    await machine.sh(`systemctl is-active ${OLD_TIMER}`)
    await configure(machine, {
      heartbeatfrequency: 60,
      heartbeaturl: `http://${machine.hostAddress}:${receiver.port}/ping`,
    })
  })

  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') console.log(await machine.journal())
  })

  afterAll(async () => {
    await machine?.destroy()
    old?.remove()
    receiver?.close()
  })

  const OLD_TIMER = 'heartbeat.timer'
  const put = (deb: string) => machine.sh(`dpkg --install /root/${basename(deb)} 2>&1`)
  const timers = async () =>
    (await machine.sh('systemctl list-timers --all --no-legend')).match(
      /\S*(?:heartbeat|intvlm8r)\S*\.timer/g,
    )
  const linksNamed = (name: string) => machine.sh(`find /etc/systemd /var/lib/systemd -name '${name}*'`)

  test('from the old names of the units loses no slot and leaves one timer', async () => {
    // Each slot is due, and the present one has had no tick.
    await configure(machine, { heartbeatfrequency: 5 })
    await put(inject('packages').current)
    await untilUp(machine)
    await receiver.moreThan(0)
    await machine.sh('systemctl start intvlm8r-tick.service')
    await configure(machine, { heartbeatfrequency: 60 })
    await setTimeout(2_000)
    expect(receiver.heartbeats).toHaveLength(1)
    expect(await timers()).toEqual(['intvlm8r-tick.timer'])
    expect(await machine.sh('systemctl list-unit-files --no-legend "heartbeat*" || true')).toBe('')
    expect(await linksNamed('heartbeat')).toBe('')
    expect(await machine.sh('systemctl is-enabled intvlm8r-tick.timer intvlm8r-boot.service')).toBe(
      'enabled\nenabled',
    )
  })

  test('back to the old names leaves one timer, too', async () => {
    await put(old.deb)
    expect(await machine.sh(`systemctl is-active ${OLD_TIMER}`)).toBe('active')
    expect(await timers()).toEqual([OLD_TIMER])
    expect(await linksNamed('intvlm8r-tick')).toBe('')
  })

  test('what was disabled stays disabled, in both directions', async () => {
    await machine.sh(`systemctl disable --now ${OLD_TIMER}; systemctl mask heartbeat-boot.service`)
    await put(inject('packages').current)
    const enabled = async (...units: string[]) =>
      (await machine.try(`systemctl is-enabled ${units.join(' ')}`)).stdout
    expect(await enabled('intvlm8r-tick.timer', 'intvlm8r-boot.service')).toBe('disabled\ndisabled\n')
    expect((await machine.try('systemctl is-active intvlm8r-tick.timer')).stdout).toBe('inactive\n')
    expect(await linksNamed('heartbeat')).toBe('')
    await put(inject('packages').current)
    expect(await enabled('intvlm8r-tick.timer', 'intvlm8r-boot.service')).toBe('disabled\ndisabled\n')
    await put(old.deb)
    expect(await enabled(OLD_TIMER, 'heartbeat-boot.service')).toBe('disabled\ndisabled\n')

    await machine.sh(`systemctl enable --now ${OLD_TIMER} heartbeat-boot.service`)
    await put(inject('packages').current)
    await untilUp(machine)
    expect(await enabled('intvlm8r-tick.timer', 'intvlm8r-boot.service')).toBe('enabled\nenabled\n')
  })

  test(`during a heartbeat never doubles or loses it: ${2 * ROUNDS} upgrades and ${ROUNDS} downgrades`, {
    timeout: 600_000,
  }, async () => {
    const { previous, current } = inject('packages')
    await put(previous)
    await untilUp(machine)
    const requests: number[] = []
    for (const [round, deb] of Array(ROUNDS).fill([current, current, previous]).flat().entries()) {
      const before = receiver.heartbeats.length
      // The answer comes before the first organ stops in the first rounds, and long after in the last.
      receiver.delay = 500 + 130 * round
      await machine.sh(`sh -c '(intvlm8r heartbeat; :) >/dev/null 2>&1 &'`)
      await receiver.moreThan(before, 30_000).catch(() => {}) // Counted as none.
      await put(deb)
      await untilUp(machine)
      const begun = receiver.heartbeats[before] ?? Date.now()
      await setTimeout(Math.max(500, begun + SAME_PRESS_MS + 200 - Date.now()))
      requests.push(receiver.heartbeats.length - before)
    }
    expect(requests).toEqual(Array(3 * ROUNDS).fill(1))
  })
})
