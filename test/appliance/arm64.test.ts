import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, existsSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest'
import { debianRoot } from './debian-root'
import { mountLayer } from './layer'
import { type Receiver, startReceiver } from './receiver'
import { run } from './run'

const noEmulation = inject('cannotRun') === '' ? whyNoEmulation() : ''
if (noEmulation) console.log(`\n  SKIPPED: emulation of arm64 cannot be set up: ${noEmulation}\n`)

/** Sets up the emulation for this kernel. Returns the reason where that cannot be done, otherwise nothing. */
function whyNoEmulation(): string {
  const folder = '/proc/sys/fs/binfmt_misc'
  if (existsSync(join(folder, 'qemu-aarch64'))) return ''
  try {
    if (!existsSync(join(folder, 'register'))) run('mount', '-t', 'binfmt_misc', 'binfmt_misc', folder)
    if (!existsSync(join(folder, 'qemu-aarch64'))) run('update-binfmts', '--enable', 'qemu-aarch64')
    return ''
  } catch (error) {
    return (error as Error).message.trim()
  }
}

// The programs of a 64-bit Raspberry Pi OS, one by one under emulation: qemu-user cannot boot a systemd.
describe.skipIf(inject('cannotRun') !== '' || noEmulation !== '')('on arm64', () => {
  let folder: string
  let root: string
  let receiver: Receiver
  const running: ChildProcess[] = []

  /** A command line inside the emulated Debian. */
  const inside = (script: string) =>
    [
      'chroot',
      root,
      '/usr/bin/env',
      '-i',
      'PATH=/usr/sbin:/usr/bin',
      'DEBIAN_FRONTEND=noninteractive',
      'sh',
      '-ec',
      script,
    ] as const
  const sh = (script: string) => run(...inside(script)).trim()
  const asAppliance = (script: string) =>
    `exec setpriv --reuid intvlm8r --regid intvlm8r --clear-groups env INTVLM8R_HOME=/var/lib/intvlm8r RUNTIME_DIRECTORY=/var/lib/intvlm8r LC_ALL=C ${script}`

  /** Starts one of the services and leaves it running. */
  function start(script: string): void {
    const [program, ...args] = inside(asAppliance(script))
    running.push(spawn(program, args, { stdio: 'ignore' }))
  }

  beforeAll(async () => {
    const layer = mountLayer('intvlm8r-arm64', debianRoot('arm64'))
    folder = layer.folder
    root = layer.root
    run('mount', '-t', 'proc', 'proc', join(root, 'proc'))
    receiver = await startReceiver()
  }, 1_200_000)

  afterAll(async () => {
    receiver?.close()
    for (const service of running) {
      const ended = once(service, 'exit')
      service.kill('SIGKILL')
      await ended
    }
    spawnSync('umount', [join(root, 'proc')])
    run('umount', root)
    rmSync(folder, { recursive: true })
  })

  test('the package installs', { timeout: 600_000 }, () => {
    const deb = inject('packages').current
    copyFileSync(deb, join(root, 'root', basename(deb)))
    sh(`apt-get install -y /root/${basename(deb)}`)
    expect(sh('dpkg --print-architecture')).toBe('arm64')
    expect(sh('stat -c "%U %a" /var/lib/intvlm8r/intvlm8r.ini')).toBe('intvlm8r 600')
  })

  test('intvlm8r prints its version', async () => {
    const { version } = await import('../../package.json')
    expect(sh('intvlm8r version')).toContain(version)
  })

  test('a tick makes the heart beat, through web app, Redis and worker', { timeout: 180_000 }, async () => {
    const ini = '/var/lib/intvlm8r/intvlm8r.ini'
    // This host's port 8080 may be taken.
    sh(`sed -i -e 's|^heartbeatfrequency.*|heartbeatfrequency = 5|' -e 's|^port = 8080|port = 18080|' \\
      -e 's|^heartbeaturl.*|heartbeaturl = http://127.0.0.1:${receiver.port}/ping|' ${ini} && chown intvlm8r: ${ini}`)
    const bin = '/usr/lib/intvlm8r-heartbeat/bin'
    sh(asAppliance(`node ${bin}/redis.js --prepare`))
    start('valkey-server /var/lib/intvlm8r/redis/redis.conf')
    start(`node ${bin}/web.js`)
    start(`node ${bin}/worker.js`)
    await vi.waitFor(() => fetch('http://127.0.0.1:18080/healthz'), { timeout: 90_000, interval: 500 })
    expect(sh(asAppliance(`node ${bin}/tick.js`))).toContain('heartbeat queued')
    await receiver.moreThan(0, 60_000)
  })
})
