import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest'
import { INI, install, untilUp } from './appliance'
import { Machine } from './machine'

const SOON = { timeout: 30_000, interval: 300 }
const PORT = 5659

/** The package for this machine that `scripts/package.mjs` left beside the main one. */
function zmqPackage(): string {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
  const processor = process.arch === 'x64' ? 'amd64' : process.arch
  const name = `intvlm8r-heartbeat-zmq_${version}_${processor}.deb`
  if (!readdirSync('build').includes(name)) throw new Error(`build/${name} is missing`)
  return resolve('build', name)
}

describe.skipIf(inject('cannotRun'))('check-ins by 0MQ on an installed appliance', () => {
  let machine: Machine

  /** The names of the appliance's processes that have the library in their memory. */
  async function loadedBy(): Promise<readonly string[]> {
    const found = await machine.sh(
      `for pid in $(pgrep -u intvlm8r); do if grep -qi zeromq /proc/$pid/maps; then tr '\\0' ' ' < /proc/$pid/cmdline; echo; fi; done`,
    )
    return [...found.matchAll(/bin\/(\w+)\.js/g)].map(([, name = '']) => name)
  }

  const zmqSection = (...lines: readonly string[]) =>
    machine.sh(
      `sed -i '/^\\[Zmq\\]/,$d' ${INI}; printf '%s\\n' ${lines.map(line => `'${line}'`).join(' ')} >> ${INI}`,
    )
  const stateOf = async () => (await machine.try('systemctl is-active intvlm8r-zmq')).stdout.trim()
  const status = async () => (await machine.try('intvlm8r status')).stdout
  const statusOf = async (name: string) => {
    const { checks } = JSON.parse((await machine.try('intvlm8r checks --json')).stdout) as {
      checks: readonly { name: string; status: string }[]
    }
    return checks.find(check => check.name === name)?.status
  }

  /** From this host, through the machine's network. */
  const send = (...frames: readonly string[]) =>
    promisify(execFile)('/usr/bin/python3', [
      '-c',
      'import sys,zmq; c=zmq.Context(); s=c.socket(zmq.PUSH); s.linger=20000; s.connect(sys.argv[1]); s.send_multipart([a.encode() for a in sys.argv[2:]]); s.close(); c.term()',
      `tcp://${machine.address}:${PORT}`,
      ...frames,
    ])

  beforeAll(async () => {
    machine = new Machine(inject('root'))
    await machine.boot()
    await install(machine, inject('packages').current)
    await untilUp(machine)
  })

  afterAll(() => machine?.destroy())

  test('without the package, and with 0MQ off, nothing of it is loaded; status names what is missing when it is on', async () => {
    expect(await loadedBy()).toEqual([])
    expect(await status()).not.toMatch(/0MQ/)
    await zmqSection(
      '[Zmq]',
      `bind = tcp://0.0.0.0:${PORT}`,
      '[check.nightly]',
      'period = 1d',
      'job = clientA/nightly',
    )
    await vi.waitFor(
      async () => expect(await status()).toMatch(/install the package intvlm8r-heartbeat-zmq/),
      SOON,
    )
    await untilUp(machine)
    expect(await loadedBy()).toEqual([])
  })

  test('with the package it begins by itself, in its hardened unit, and takes messages from the network', async () => {
    await install(machine, zmqPackage())
    await vi
      .waitFor(async () => expect(await stateOf()).toBe('active'), SOON)
      .catch(async error => {
        const journal = await machine.sh(
          'journalctl -b -u intvlm8r-zmq -u intvlm8r-zmq.path --no-pager | tail -40',
        )
        throw new Error(`it did not begin: ${journal}`, { cause: error })
      })
    await vi.waitFor(async () => expect(await status()).not.toMatch(/install the package/), SOON)
    await send('FAILED', 'clientA', 'nightly', 'disk full')
    await vi.waitFor(async () => expect(await statusOf('nightly')).toBe('down'), SOON)
    await send('SUCCEEDED', 'clientA', 'nightly')
    await vi.waitFor(async () => expect(await statusOf('nightly')).toBe('up'), SOON)
    expect(await loadedBy()).toEqual(['zmq'])
    const show = await machine.sh(
      'systemctl show intvlm8r-zmq -p User,NoNewPrivileges,ProtectSystem,PrivateDevices,MemoryMax,Result',
    )
    expect(show.split('\n').sort()).toEqual([
      'MemoryMax=134217728',
      'NoNewPrivileges=yes',
      'PrivateDevices=yes',
      'ProtectSystem=strict',
      'Result=success',
      'User=intvlm8r',
    ])
    const exposure = Number(
      /([\d.]+)/.exec(
        await machine.sh("systemd-analyze security --no-pager intvlm8r-zmq | tail -1 | sed 's/.*: //'"),
      )?.[1],
    )
    expect(exposure).toBeLessThan(3)
  })

  test('killed, it is there again; a new address is taken up at once', async () => {
    await machine.sh('systemctl kill -s KILL intvlm8r-zmq')
    const sending = send('FAILED', 'clientA', 'nightly', 'sent while it was dead')
    await sending
    await vi.waitFor(async () => expect(await statusOf('nightly')).toBe('down'), SOON)
    await send('SUCCEEDED', 'clientA', 'nightly')
    await vi.waitFor(async () => expect(await statusOf('nightly')).toBe('up'), SOON)
  })

  test('keys for CURVE are made by the command, and belong to the appliance', async () => {
    const printed = await machine.sh('intvlm8r zmq keys clientA')
    expect([...printed.matchAll(/key.* {2}(\S{40})$/gm)]).toHaveLength(3)
    expect(await machine.sh('stat -c "%U %a" /var/lib/intvlm8r/zmq-keys.json')).toBe('intvlm8r 600')
  })

  test('switched off it ends, and not a byte of the library stays; removed, all else goes on', async () => {
    await zmqSection('[check.nightly]', 'period = 1d', 'job = clientA/nightly')
    await vi.waitFor(async () => expect(await stateOf()).toBe('inactive'), SOON)
    await vi.waitFor(async () => expect(await loadedBy()).toEqual([]), SOON)
    expect((await machine.try('systemctl is-failed intvlm8r-zmq')).stdout.trim()).toBe('inactive')
    await machine.sh('apt-get purge -y intvlm8r-heartbeat-zmq')
    await untilUp(machine)
    expect(await machine.sh('ls /usr/lib/systemd/system | grep -c zmq || true')).toBe('0')
  })
})
