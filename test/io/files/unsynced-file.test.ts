import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, test, vi } from 'vitest'
import { replaceUnsynced } from '../../../src/io/files/unsynced-file'
import { mayMount } from '../../support/disks'
import { folderWith } from '../../support/folder'

let folder: string
let path: string
beforeEach(async () => {
  folder = await folderWith()
  path = join(folder, 'tick.json')
})

test('the file is replaced by another one, with the mode that is asked for', () => {
  replaceUnsynced(path, 'old', 0o600)
  const { ino, mode } = statSync(path)
  expect(mode & 0o777).toBe(0o600)
  replaceUnsynced(path, 'new', 0o644)
  expect(readFileSync(path, 'utf8')).toBe('new')
  expect(statSync(path).ino).not.toBe(ino)
  expect(readdirSync(folder)).toEqual(['tick.json'])
})

test('a file that somebody else put in the place of the temporary one is neither written to nor removed', () => {
  const precious = join(folder, 'precious')
  writeFileSync(precious, 'precious')
  symlinkSync(precious, `${path}.i.tmp`)
  const random = vi.spyOn(Math, 'random').mockReturnValue(0.5)
  try {
    expect(() => replaceUnsynced(path, 'new')).toThrow('EEXIST')
  } finally {
    random.mockRestore()
  }
  expect(readFileSync(precious, 'utf8')).toBe('precious')
  expect(readdirSync(folder)).toEqual(['precious', 'tick.json.i.tmp'])
})

test('where the file cannot be replaced, nothing is left behind', () => {
  mkdirSync(path)
  expect(() => replaceUnsynced(path, 'new')).toThrow('EISDIR')
  expect(readdirSync(folder)).toEqual(['tick.json'])
})

test.runIf(mayMount())('a file that is a mount of its own is written in place', () => {
  writeFileSync(path, 'old and longer')
  expect(spawnSync('mount', ['--bind', path, path]).status).toBe(0)
  try {
    const { ino } = statSync(path)
    replaceUnsynced(path, 'new')
    expect([readFileSync(path, 'utf8'), statSync(path).ino]).toEqual(['new', ino])
    expect(readdirSync(folder)).toEqual(['tick.json'])
  } finally {
    spawnSync('umount', ['--lazy', path])
  }
})
