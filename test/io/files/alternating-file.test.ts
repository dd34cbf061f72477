import {
  chmodSync,
  chownSync,
  closeSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { replaceInTurns } from '../../../src/io/files/alternating-file'
import { syncedBy } from '../../support/synced'

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'intvlm8r-turns-'))
  path = join(folder, 'hbresults.txt')
})
afterEach(() => rmSync(folder, { recursive: true }))

const read = () => readFileSync(path, 'utf8')

it('the file and its spare change places, and no third one is ever made', async () => {
  const inodes: number[] = []
  for (const content of ['first\n', 'second, longer\n', 'third\n', '4\n', 'fifth\n']) {
    await replaceInTurns(path, content)
    expect(read()).toBe(content)
    inodes.push(statSync(path).ino)
  }
  const [one, other] = inodes
  expect(other).not.toBe(one)
  expect(inodes).toEqual([one, other, one, other, one])
  expect(readdirSync(folder).sort()).toEqual(['hbresults.txt', 'hbresults.txt.spare'])
})

it('the content is on the disk before the files change places, and nothing else is waited for', async () => {
  await replaceInTurns(path, 'one')
  expect(await syncedBy(() => replaceInTurns(path, 'two'))).toEqual([expect.stringMatching(/\.tmp: two$/)])
})

it('of two that write at the same time one has the last word, and no older content comes back', async () => {
  for (let time = 0; time < 50; time++) {
    const contents = [`one ${time}\n`, `the other one ${time}\n`]
    await Promise.all(contents.map(content => replaceInTurns(path, content)))
    expect(contents).toContain(read())
  }
})

it('a reader that has opened the file reads its old content to the end', async () => {
  await replaceInTurns(path, 'old\n')
  await replaceInTurns(path, 'older than new\n')
  const reader = openSync(path, 'r')
  await replaceInTurns(path, 'new\n')
  expect(readFileSync(reader, 'utf8')).toBe('older than new\n')
  closeSync(reader)
})

it('mode and symbolic link stay', async () => {
  const real = join(folder, 'elsewhere')
  writeFileSync(real, 'old')
  chmodSync(real, 0o640)
  symlinkSync(real, path)
  for (const content of ['one', 'two', 'three']) {
    await replaceInTurns(path, content)
    expect(read()).toBe(content)
    expect(statSync(path).mode & 0o7777).toBe(0o640)
    chmodSync(real, 0o640)
  }
  expect(lstatSync(path).isSymbolicLink()).toBe(true)
})

it.each([
  ['a folder', (spare: string) => mkdirSync(spare)],
  ['a link to another file', (spare: string) => symlinkSync(join(folder, 'precious'), spare)],
  ['another name of another file', (spare: string) => linkSync(join(folder, 'precious'), spare)],
])('a spare file that is %s is not written to', async (_what, make) => {
  writeFileSync(join(folder, 'precious'), 'precious')
  writeFileSync(path, 'old')
  make(`${path}.spare`)
  await replaceInTurns(path, 'new')
  expect(read()).toBe('new')
  expect(readFileSync(join(folder, 'precious'), 'utf8')).toBe('precious')
})

it.runIf(process.getuid?.() === 0).each([
  ['a user', 65_534, 0],
  ['a group', 0, 65_534],
  ['a user and a group', 65_534, 65_534],
])('a file of %s of its own stays theirs', async (_whose, uid, gid) => {
  for (const content of ['one', 'two']) await replaceInTurns(path, content)
  chownSync(path, uid, gid)
  await replaceInTurns(path, 'three')
  expect(read()).toBe('three')
  expect([statSync(path).uid, statSync(path).gid]).toEqual([uid, gid])
})

it('where the file cannot be replaced, the error is the one of the file', async () => {
  mkdirSync(path)
  await expect(replaceInTurns(path, 'new')).rejects.toMatchObject({ code: 'EISDIR' })
  expect(readdirSync(folder)).toEqual(['hbresults.txt'])
})
