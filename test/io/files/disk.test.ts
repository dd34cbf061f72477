import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { diskTrouble, openDisk } from '../../../src/io/files/disk'
import { type DiskKind, mayMount, mountDisk, type TestDisk } from '../../support/disks'

let folder: string
// A busy machine may keep a disk from a sync for longer than a trial waits; therefore the trials without trouble are polled.

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'intvlm8r-disk-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const mounts = mayMount()
if (!mounts) console.log('SKIPPED: disks that are full or fail, since making some takes root')

describe.skipIf(!mounts)('a disk that is', () => {
  let disk: TestDisk | undefined
  afterEach(() => disk?.unmount())

  it.each<[DiskKind, string, RegExp]>([
    ['full', 'Disk full', /^less than 1 MB is free in /],
    ['out of inodes', 'Disk full', /^it takes no further file in .* \(out of inodes\)/],
    ['read-only', 'Disk read-only', /^nothing can be written to /],
  ])('%s is named by its file system, without a trial', async (kind, name, detail) => {
    disk = mountDisk(kind, folder)
    const { trouble } = openDisk(folder)
    expect(await trouble(true)).toBeUndefined()
    disk.strike()
    expect(await trouble(false)).toEqual({ name, detail: expect.stringMatching(detail) })
    disk.mend()
    expect(await trouble(false)).toBeUndefined()
  })

  it('failing to sync is named after a trial, which nothing but a suspicion starts', async () => {
    disk = mountDisk('failing', folder)
    await expect.poll(() => diskTrouble(folder)).toBeUndefined()
    disk.strike()
    expect(await openDisk(folder).trouble(false)).toBeUndefined()
    expect(await openDisk(folder).trouble(true)).toEqual({
      name: 'Disk failing',
      detail: expect.stringContaining('the card fails'),
    })
    disk.mend()
    await expect.poll(() => diskTrouble(folder)).toBeUndefined()
    expect(readdirSync(folder)).toEqual(['lost+found'])
  })
})

describe('a disk', () => {
  it('that works has no trouble, and a trial leaves nothing behind', async () => {
    await expect.poll(() => diskTrouble(folder)).toBeUndefined()
    expect(readdirSync(folder)).toEqual([])
  })

  it('is not to blame for a folder that is missing', async () => {
    expect(await diskTrouble(join(folder, 'missing'))).toBeUndefined()
  })
})
