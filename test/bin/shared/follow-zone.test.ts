import { type ChildProcess, spawn } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { build } from 'esbuild'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { followZone } from '../../../src/bin/shared/follow-zone'

let folder: string
let link: string
const before = process.env.TZ

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'intvlm8r-zone-'))
  link = join(folder, 'localtime')
  symlinkSync('/usr/share/zoneinfo/UTC', link)
})

afterEach(() => {
  rmSync(folder, { recursive: true })
  if (before === undefined) delete process.env.TZ
  else process.env.TZ = before
})

/** As timedatectl does it. */
function setZone(zone: string): void {
  symlinkSync(`/usr/share/zoneinfo/${zone}`, `${link}.new`)
  renameSync(`${link}.new`, link)
}

test('a new link makes Node read the zone of the machine again', async () => {
  const watch = followZone(undefined, link)
  process.env.TZ = 'Asia/Tokyo' // Stands for what Node read at the start.
  setZone('Europe/Berlin')
  await expect.poll(() => process.env.TZ).toBeUndefined()
  watch.close()
})

test('a zone that TZ names stays', async () => {
  process.env.TZ = 'Asia/Tokyo'
  const watch = followZone('Asia/Tokyo', link)
  setZone('Europe/Berlin')
  await new Promise(resolve => setTimeout(resolve, 300))
  expect(process.env.TZ).toBe('Asia/Tokyo')
  watch.close()
})

// Root may give a process an /etc of its own; Node reads no other.
describe.skipIf(process.getuid?.() !== 0)('a process on a machine whose zone is changed', () => {
  let etc: string
  let child: ChildProcess
  let hours: string[]

  async function startChild(checkMs: number): Promise<void> {
    etc = join(folder, 'etc')
    mkdirSync(etc)
    symlinkSync('/usr/share/zoneinfo/Europe/Berlin', join(etc, 'localtime'))
    const program = join(folder, 'zone-child.cjs')
    const entryPoints = [join(import.meta.dirname, '../../support/zone-child.ts')]
    await build({ entryPoints, outfile: program, bundle: true, platform: 'node' })
    const { TZ: _zone, ...env } = process.env
    const mounted = 'mount --bind "$0" /etc && exec "$@"'
    const command = [process.execPath, program, String(checkMs)]
    child = spawn('unshare', ['--mount', 'sh', '-c', mounted, etc, ...command], { env })
    hours = []
    if (child.stdout) createInterface({ input: child.stdout }).on('line', line => hours.push(line))
    await expect.poll(() => hours).toEqual(['2'])
  }
  afterEach(() => void child.kill('SIGKILL'))

  const changes: [string, () => void, string][] = [
    [
      'as timedatectl does it',
      () => {
        symlinkSync('/usr/share/zoneinfo/Asia/Kolkata', join(etc, 'new'))
        renameSync(join(etc, 'new'), join(etc, 'localtime'))
      },
      '5',
    ],
    [
      'by a copy of the file',
      () => {
        rmSync(join(etc, 'localtime'))
        copyFileSync('/usr/share/zoneinfo/Asia/Tokyo', join(etc, 'localtime'))
      },
      '9',
    ],
    ['to none, which is UTC', () => rmSync(join(etc, 'localtime')), '0'],
  ]
  test.each(changes)('follows it: %s', async (_name, change, hour) => {
    await startChild(60_000)
    change()
    await expect.poll(() => hours).toEqual(['2', hour])
  })

  test('follows it also where the folder cannot be watched', async () => {
    await startChild(200)
    // Another folder in its place, which no watch sees.
    const other = join(folder, 'other')
    mkdirSync(other)
    symlinkSync('/usr/share/zoneinfo/Asia/Kolkata', join(other, 'localtime'))
    const mount = spawn('nsenter', [
      '--mount',
      '--target',
      String(child.pid),
      'mount',
      '--bind',
      other,
      '/etc',
    ])
    mount.once('error', () => hours.push('nsenter'))
    await expect.poll(() => hours).toEqual(['2', '5'])
  })
})
