import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { mountLayer } from './layer'
import { run } from './run'

const SLOT_S = 300

const noVirtualMachine = inject('cannotRun') === '' ? whyNoVirtualMachine(inject('root')) : ''
if (noVirtualMachine) console.log(`\n  SKIPPED: jumps of the clock: ${noVirtualMachine}\n`)

// A container shares this host's clock. User-mode Linux is a whole kernel in a process, with a clock of its own.
describe.skipIf(inject('cannotRun') !== '' || noVirtualMachine !== '')('when the clock jumps', () => {
  let folder: string
  /** The ticks and heartbeats between one jump and the next, in the guest's seconds since the epoch. */
  let after: Map<string, { jump: number; ticks: number[]; heartbeats: number[] }>

  beforeAll(async () => {
    const layer = mountLayer('intvlm8r-clock', inject('root'))
    const { root } = layer
    folder = layer.folder
    const deb = inject('packages').current
    copyFileSync(deb, join(root, 'root', basename(deb)))
    run('mount', '-t', 'proc', 'proc', join(root, 'proc'))
    run('chroot', root, 'apt-get', 'install', '-y', `/root/${basename(deb)}`)
    run('umount', join(root, 'proc'))
    copyFileSync(join(import.meta.dirname, 'clock-jumps.sh'), join(root, 'root/clock-jumps.sh'))
    // The disk is a folder of this host, which takes no sockets.
    writeFileSync(
      join(root, 'etc/fstab'),
      'tmpfs /var/lib/intvlm8r/redis tmpfs uid=intvlm8r,gid=intvlm8r,mode=750 0 0\n',
    )
    addUnit('clock-ahead', 'timers.target', {
      Unit: 'DefaultDependencies=no\nBefore=timers.target',
      Service: "Type=oneshot\nExecStart=/bin/date -s '2031-01-01 00:00:30 UTC'",
    })
    addUnit('clock-jumps', 'graphical.target', {
      Unit: 'After=multi-user.target',
      Service: 'ExecStart=/bin/sh /root/clock-jumps.sh',
    })

    const disk = ['root=/dev/root', 'rootfstype=hostfs', `rootflags=${root}`, 'rw']
    const guest = [
      'mem=512M',
      ...disk,
      'init=/lib/systemd/systemd',
      'con=null',
      'quiet',
      `umid=${basename(folder)}`,
    ]
    await once(spawn('setpriv', ['--pdeathsig', 'KILL', 'linux.uml', ...guest], { stdio: 'ignore' }), 'exit')
    after = happenings(
      readFileSync(join(root, 'root/times'), 'utf8'),
      readFileSync(join(root, 'root/journal'), 'utf8'),
    )
  }, 600_000)

  function addUnit(name: string, wantedBy: string, sections: Record<string, string>): void {
    const units = join(folder, 'root/etc/systemd/system')
    const lines = Object.entries(sections).map(([section, text]) => `[${section}]\n${text}\n`)
    writeFileSync(join(units, `${name}.service`), lines.join(''))
    mkdirSync(join(units, `${wantedBy}.wants`), { recursive: true })
    symlinkSync(`../${name}.service`, join(units, `${wantedBy}.wants/${name}.service`))
  }

  afterAll(() => {
    run('umount', join(folder, 'root'))
    rmSync(folder, { recursive: true })
  })

  test.each(['back-before-the-first-tick', 'forward', 'back'])(
    '%s, a tick comes at once for the slot that it is now',
    which => {
      const { jump, ticks } = after.get(which)!
      expect(ticks[0]! - jump).toBeLessThan(20)
    },
  )

  test.each(['back-before-the-first-tick', 'forward', 'back', 'back-during-a-tick'])(
    '%s, each slot gets its tick and its heartbeat, and none a second one',
    which => {
      const { jump, ticks, heartbeats } = after.get(which)!
      const present = Math.floor(jump / SLOT_S)
      expect(new Set(ticks.map(slotOf))).toEqual(new Set([present, present + 1]))
      expect(heartbeats.map(slotOf)).toEqual([present, present + 1])
    },
  )
})

/** The reason why user-mode Linux cannot run a program here; empty when it can. Being installed is not enough. */
function whyNoVirtualMachine(below: string): string {
  if (spawnSync('which', ['linux.uml']).status !== 0) return 'apt-get install user-mode-linux'
  const { folder, root } = mountLayer('intvlm8r-probe', below)
  writeFileSync(join(root, 'probe'), '#!/bin/sh\n: >/ran\nexec systemctl poweroff -ff\n', { mode: 0o755 })
  const disk = ['root=/dev/root', 'rootfstype=hostfs', `rootflags=${root}`, 'rw']
  spawnSync('setpriv', ['--pdeathsig', 'KILL', 'linux.uml', 'mem=64M', ...disk, 'init=/probe', 'con=null'], {
    stdio: 'ignore',
    timeout: 60_000,
    killSignal: 'SIGKILL',
  })
  const ran = existsSync(join(root, 'ran'))
  run('umount', root)
  rmSync(folder, { recursive: true })
  return ran ? '' : 'user-mode Linux is installed, but can run no program on this host'
}

const slotOf = (second: number) => Math.floor(second / SLOT_S)

/** The jumps lie hours apart, so ticks and heartbeats within ten minutes after a jump belong to it. */
function happenings(times: string, journal: string) {
  const after = new Map<string, { jump: number; ticks: number[]; heartbeats: number[] }>()
  const ticks = [...journal.matchAll(/^(\d+)\.\d+ \S+ node\[/gm)].map(([, at]) => Number(at))
  let current: { jump: number; ticks: number[]; heartbeats: number[] } | undefined
  for (const [, at, what, which] of times.matchAll(/^(\d+) (\w+) ?(.*)$/gm)) {
    if (what === 'jump') {
      const jump = Number(at)
      current = {
        jump,
        heartbeats: [],
        ticks: ticks.filter(tick => tick >= jump && tick < jump + 2 * SLOT_S),
      }
      after.set(which!, current)
    } else current?.heartbeats.push(Number(at))
  }
  return after
}
