/** A file that cannot be replaced, and so is written in place. */
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { replaceFile } from '../../../src/io/files/atomic-file'
import { mayMount } from '../../support/disks'
import { folderWith } from '../../support/folder'
import { syncedBy } from '../../support/synced'

let folder: string
let path: string

/** Of four kilobytes each, as the kernel gives them to files. */
const page = (letter: string) => letter.repeat(4_096)

function mount(...args: readonly string[]): void {
  const { status, stderr } = spawnSync('mount', args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
}

beforeEach(async () => {
  folder = join(await folderWith(), 'state')
  mkdirSync(folder)
  path = join(folder, 'intvlm8r.ini')
})

describe.runIf(mayMount())('a file that is a mount of its own', () => {
  beforeEach(() => {
    writeFileSync(path, 'old, and longer than the new one')
    chmodSync(path, 0o640)
    mount('--bind', path, path)
  })
  afterEach(() => void spawnSync('umount', ['--lazy', path]))

  test('has the new content alone, stays the same file with its mode, and nothing is left beside it', async () => {
    const { ino } = statSync(path)
    await replaceFile(path, 'new', 0o600)
    expect(readFileSync(path, 'utf8')).toBe('new')
    expect([statSync(path).ino, statSync(path).mode & 0o777]).toEqual([ino, 0o640])
    expect(readdirSync(folder)).toEqual(['intvlm8r.ini'])
  })

  test('is on the disk with its new content and length', async () => {
    const synced = await syncedBy(() => replaceFile(path, 'new'))
    expect(synced.at(-1)).toBe(`${path}: new`)
  })
})

describe.runIf(mayMount())('on a disk that takes no further file', () => {
  beforeEach(() => {
    // Two inodes: the folder and one file.
    mount('-t', 'tmpfs', '-o', 'size=12k,nr_inodes=2', 'tmpfs', folder)
    writeFileSync(path, page('o') + page('l'))
  })
  afterEach(() => void spawnSync('umount', ['--lazy', folder]))

  test('the file is written in place', async () => {
    await replaceFile(path, page('n'))
    expect(readFileSync(path, 'utf8')).toBe(page('n'))
  })

  test('the old content is put back where there is no room for the new one', async () => {
    await expect(replaceFile(path, page('n').repeat(8))).rejects.toMatchObject({ code: 'ENOSPC' })
    expect(readFileSync(path, 'utf8')).toBe(page('o') + page('l'))
  })
})

test.runIf(mayMount())(
  'a mount of its own on a full disk names the room as the reason, and stays as it was',
  async () => {
    mount('-t', 'tmpfs', '-o', 'size=40k', 'tmpfs', folder)
    try {
      writeFileSync(path, page('o').repeat(2))
      mount('--bind', path, path)
      // Six pages find room beside the two, and then not in their place as well.
      await expect(replaceFile(path, page('n').repeat(6))).rejects.toMatchObject({ code: 'ENOSPC' })
      expect(readFileSync(path, 'utf8')).toBe(page('o').repeat(2))
      expect(readdirSync(folder)).toEqual(['intvlm8r.ini'])
    } finally {
      spawnSync('umount', ['--recursive', '--lazy', folder])
    }
  },
)
