import { setTimeout } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, inject, test, vi } from 'vitest'
import { configure, install, untilUp, zoneWithoutDueSlot } from './appliance'
import { Machine } from './machine'
import { type Receiver, startReceiver } from './receiver'

const OBSERVED_MS = 40_000
/** The longest pause before Redis is tried again, and a busy test machine. */
const BACK_WITHIN_MS = 90_000

describe.skipIf(inject('cannotRun'))('an appliance whose disk is full', () => {
  let machine: Machine
  let receiver: Receiver

  beforeAll(async () => {
    receiver = await startReceiver()
    machine = new Machine(inject('root'))
    await machine.boot()
    await machine.sh(`ln -sf /usr/share/zoneinfo/${zoneWithoutDueSlot(Date.now())} /etc/localtime
      mkdir -p /var/lib/intvlm8r && mount -t tmpfs -o size=24m,mode=0755 tmpfs /var/lib/intvlm8r`)
    await install(machine, inject('packages').current)
    await untilUp(machine)
    await configure(machine, {
      heartbeatfrequency: 60,
      heartbeaturl: `http://${machine.hostAddress}:${receiver.port}/ping`,
    })
    await machine.sh('intvlm8r heartbeat')
  })

  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') console.log(await machine.journal())
  })

  afterAll(async () => {
    await machine?.destroy()
    receiver?.close()
  })

  test('is named, keeps the journal quiet, and beats again by itself when there is room', {
    timeout: 240_000,
  }, async () => {
    const sent = receiver.heartbeats.length
    const running = await machine.sh('systemctl show intvlm8r-redis -p MainPID --value')
    await machine.sh('dd if=/dev/zero of=/var/lib/intvlm8r/filler bs=4k 2>/dev/null || true')
    await machine.try(
      `head -c 10000 /dev/zero | tr '\\0' x | valkey-cli -s /var/lib/intvlm8r/redis/redis.sock -x set big`,
    )
    await vi.waitFor(() => machine.sh(`! test -e /proc/${running}`), { timeout: 20_000, interval: 200 })
    await vi.waitFor(() => machine.sh("journalctl -q -u intvlm8r-redis | grep 'Redis is not started'"), {
      timeout: 20_000,
      interval: 200,
    })
    // The worker names the trouble once, in its next turn for alerts, which comes within half a minute.
    await vi.waitFor(() => machine.sh("journalctl -q -u intvlm8r-worker | grep 'alerts have to wait'"), {
      timeout: 60_000,
      interval: 500,
    })
    await machine.sh('sleep 2 && touch /run/since')
    await setTimeout(OBSERVED_MS)
    const since = '--since "@$(stat -c %Y /run/since)"'
    const units = '-u intvlm8r-redis -u intvlm8r-web -u intvlm8r-worker'
    expect(await machine.sh(`journalctl -q -o cat ${units} ${since}`)).toBe('')

    const status = await machine.try('intvlm8r status')
    expect(status.code).toBe(1)
    expect(status.stdout).toMatch(/^Heartbeats stop at: Disk full: less than 1 MB is free in /m)
    const health = await fetch(`http://${machine.address}:8080/healthz`)
    expect(await health.json()).toMatchObject({ status: 'ok', well: false })
    expect((await machine.try('intvlm8r heartbeat')).stderr).toContain('Disk full')
    // A tick of a boot is due at any minute.
    await machine.try('systemctl restart intvlm8r-boot')
    expect(await machine.sh('cat /run/intvlm8r/heartbeat.log')).toContain('Disk full')
    // A new web app is no worse off.
    await machine.sh('systemctl restart intvlm8r-web')
    expect(receiver.heartbeats.length).toBe(sent)

    await machine.sh('rm /var/lib/intvlm8r/filler')
    await vi.waitFor(() => machine.sh('intvlm8r heartbeat'), { timeout: BACK_WITHIN_MS, interval: 2_000 })
    expect(receiver.heartbeats.length).toBeGreaterThan(sent)
    await vi.waitFor(() => machine.sh('intvlm8r status'), { timeout: 30_000, interval: 1_000 })
    expect(await machine.sh('ls -d /var/lib/intvlm8r/redis/*damaged* 2>/dev/null || true')).toBe('')
  })
})
