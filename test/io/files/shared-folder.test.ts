import {
  chmodSync,
  chownSync,
  lchownSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { refuseForeignFolder, refuseSharedFolder } from '../../../src/io/files/shared-folder'

const isRoot = process.getuid?.() === 0
const NOBODY = 65_534
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'intvlm8r-shared-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

test('a folder that only its owner may write is fine, and so is one that is not there', () => {
  chmodSync(folder, 0o755)
  expect(refuseSharedFolder(folder)).toBe(false)
  expect(refuseSharedFolder(join(folder, 'none'))).toBe(false)
})

test.each([0o777, 0o757, 0o1777])('mode %o is refused with the command to type', mode => {
  chmodSync(folder, mode)
  expect(() => refuseSharedFolder(folder)).toThrow(`Type: chmod go-w ${folder}`)
})

test('write permission of our own group is taken away, that of another one is refused', () => {
  chmodSync(folder, 0o775)
  expect(refuseSharedFolder(folder)).toBe(true)
  expect(statSync(folder).mode & 0o777).toBe(0o755)
  if (!isRoot) return
  chmodSync(folder, 0o775)
  chownSync(folder, 0, NOBODY)
  expect(() => refuseSharedFolder(folder)).toThrow('chmod go-w')
})

test.runIf(isRoot)('a folder inside that somebody else made is refused, and so is a link of theirs', () => {
  const inside = join(folder, 'redis')
  mkdirSync(inside)
  expect(() => refuseForeignFolder(inside)).not.toThrow()
  chownSync(inside, NOBODY, NOBODY)
  expect(() => refuseForeignFolder(inside)).toThrow('belongs to another user')
  const link = join(folder, 'link')
  symlinkSync(inside, link)
  expect(() => refuseForeignFolder(link)).toThrow('belongs to another user')
  // It leads to a folder of ours, until its owner lets it lead elsewhere.
  chownSync(inside, 0, 0)
  expect(() => refuseForeignFolder(link)).not.toThrow()
  lchownSync(link, NOBODY, NOBODY)
  expect(() => refuseForeignFolder(link)).toThrow('belongs to another user')
})
