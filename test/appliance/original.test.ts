import { copyFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest'
import { INI, tickFast, untilUp } from './appliance'
import { Machine } from './machine'
import { installOriginal, ORIGINAL_AGENT, ORIGINAL_INI } from './original'
import { type Receiver, startReceiver } from './receiver'
import { Slots } from './slots'

const UNITS = '/etc/systemd/system/heartbeat.timer /etc/systemd/system/heartbeat.service'
const SAVED = '/var/lib/intvlm8r-heartbeat/original'

// Each test goes on where the one before ended.
describe.skipIf(inject('cannotRun'))('on a Pi that is an Intervalometerator', () => {
  let machine: Machine
  let receiver: Receiver
  let url: string
  let unitsBefore: string

  beforeAll(async () => {
    receiver = await startReceiver()
    machine = new Machine(inject('root'))
    url = `http://${machine.hostAddress}:${receiver.port}/ping`
    await machine.boot()
    // No mirror can be reached from here.
    await machine.sh(': > /etc/apt/sources.list')
    await installOriginal(machine, url)
    await receiver.moreThan(0)
    unitsBefore = await machine.sh(`sha256sum ${UNITS}`)
    const deb = inject('packages').current
    copyFileSync(deb, join(machine.root, 'root', basename(deb)))
    copyFileSync(join(import.meta.dirname, '../../deploy/install.sh'), join(machine.root, 'root/install.sh'))
  })

  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') console.log(await machine.journal())
  })

  afterAll(async () => {
    await machine?.destroy()
    receiver?.close()
  })

  /** The number of heartbeats from another sender. */
  const foreign = () => receiver.agents.filter(agent => !agent.startsWith('intvlm8r-heartbeat/')).length

  const stateOf = async (unit: string) =>
    (await machine.sh(`systemctl show ${unit} -p ActiveState -p UnitFileState --value`)).replace('\n', ' ')

  test('an installation names its heartbeat with the command that stops it, and leaves it alone', async () => {
    expect(receiver.agents[0]).toBe(ORIGINAL_AGENT)
    const output = await machine.sh(`sh /root/install.sh --import ${ORIGINAL_INI}`)
    expect(output).toContain("This machine's Intervalometerator has a heartbeat of its own")
    expect(output).toContain('sudo /usr/lib/intvlm8r-heartbeat/original-units replace')
    expect(await machine.sh(`sha256sum ${UNITS}`)).toBe(unitsBefore)
    expect(await stateOf('heartbeat.timer')).toBe('active enabled')
  })

  test('a free port is chosen and printed, as 8080 is taken', async () => {
    expect(await machine.sh(`grep '^port = [0-9]' ${INI}`)).toBe('port = 8081')
    await untilUp(machine)
    expect(await (await fetch(`http://${machine.address}:8080/`)).text()).toBe('camera')
    expect((await fetch(`http://${machine.address}:8081/healthz`)).status).toBe(200)
    expect(await machine.sh(`sh /root/install.sh`)).toContain(`page        http://${machine.address}:8081/`)
  })

  test('its URL and frequency are taken over, and its INI stays as it is', async () => {
    expect(await machine.sh(`grep -E '^heartbeat(url|frequency)' ${INI} | tr -s ' '`)).toContain(
      `heartbeatfrequency = 5 ; Off, 5, 10, 15, 20, 30 or 60 (minutes)\nheartbeaturl = ${url}`,
    )
    expect(await machine.sh(`stat -c '%U %a' ${ORIGINAL_INI}`)).toBe('pi 600')
  })

  test('status names two senders on one URL, and what to type', async () => {
    const { code, stdout } = await machine.try('intvlm8r status')
    expect(code).toBe(1)
    expect(stdout).toMatch(/BAD +Second sender .*calls the same URL every 5 minutes/)
    expect(stdout).toContain('original-units replace')
    expect(stdout).not.toContain('All is well')
  })

  test('on a terminal the installer asks, and stops and masks it', { timeout: 120_000 }, async () => {
    const output = await machine.sh(`
      mkfifo /tmp/answers
      exec 3<>/tmp/answers
      script --quiet --flush --return --command 'sh /root/install.sh' /tmp/output <&3 >/dev/null &
      until grep -q 'Stop and mask' /tmp/output; do sleep 0.2; kill -0 $!; done
      echo y >&3
      wait $!
      cat /tmp/output`)
    expect(output).toContain(
      "Stopped and masked the Intervalometerator's heartbeat.timer and heartbeat.service",
    )
    expect(output).toContain(`sudo ${SAVED}/original-units restore`)
    expect(await stateOf('heartbeat.timer')).toBe('inactive masked')
    expect(await machine.sh('systemctl is-active nginx.service')).toBe('active')
    expect(await machine.sh('intvlm8r status || true')).not.toContain('Second sender')
  })

  test('four due slots have one heartbeat each, from us alone', { timeout: 180_000 }, async () => {
    const slots = await Slots.open(machine)
    await untilUp(machine)
    const theirs = foreign()
    await tickFast(machine)
    await receiver.moreThan(receiver.heartbeats.length)
    for (const _ of Array(4).keys()) {
      await setTimeout(6_000) // One more tick of the same slot.
      const before = receiver.heartbeats.length
      await slots.next()
      await receiver.moreThan(before)
      await setTimeout(6_000)
      expect(receiver.heartbeats.length).toBe(before + 1)
    }
    expect(foreign()).toBe(theirs)
  })

  test('the command that was printed goes back', async () => {
    const theirs = foreign()
    await machine.sh(`${SAVED}/original-units restore`)
    expect(await machine.sh(`sha256sum ${UNITS}`)).toBe(unitsBefore)
    expect(await stateOf('heartbeat.timer')).toBe('active enabled')
    await receiver.moreThan(receiver.heartbeats.length)
    await expect.poll(foreign, { timeout: 20_000 }).toBeGreaterThan(theirs)
  })

  test('--replace-original asks nothing; a removal prints how to go back, and a purge goes back', async () => {
    expect(await machine.sh('sh /root/install.sh --replace-original')).toContain('Stopped and masked')
    expect(await machine.sh('apt-get remove -y intvlm8r-heartbeat')).toContain(
      `sudo ${SAVED}/original-units restore`,
    )
    expect(await stateOf('heartbeat.timer')).toBe('inactive masked')
    await machine.sh('apt-get purge -y intvlm8r-heartbeat')
    expect(await machine.sh(`sha256sum ${UNITS}`)).toBe(unitsBefore)
    expect(await stateOf('heartbeat.timer')).toBe('active enabled')
    expect(await machine.sh('ls -d /var/lib/intvlm8r* || true')).toBe('')
  })
})
