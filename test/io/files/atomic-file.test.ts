import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { removeLeftovers, replaceFile } from '../../../src/io/files/atomic-file'
import { syncedBy } from '../../support/synced'

let folder: string
let path: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'atomic-file-'))
  path = join(folder, 'hbresults.txt')
})

afterEach(() => rmSync(folder, { recursive: true }))

test.each([0o644, 0o600])('a new file gets the given mode, whatever the umask: %o', async mode => {
  await replaceFile(path, 'new\n', mode)
  expect(readFileSync(path, 'utf8')).toBe('new\n')
  expect(statSync(path).mode & 0o7777).toBe(mode)
  expect(readdirSync(folder)).toEqual(['hbresults.txt'])
})

test('a file is replaced by another one that has its mode and owner', async () => {
  writeFileSync(path, 'old')
  chmodSync(path, 0o604)
  if (process.getuid?.() === 0) chownSync(path, 1234, 5678)
  const before = statSync(path)
  await replaceFile(path, 'new', 0o600)
  const after = statSync(path)
  expect(readFileSync(path, 'utf8')).toBe('new')
  expect([after.mode, after.uid, after.gid]).toEqual([before.mode, before.uid, before.gid])
  expect(after.ino).not.toBe(before.ino)
})

test.runIf(process.getuid?.() === 0).each([
  ['user', 1234, 0],
  ['group', 0, 5678],
])('a file keeps its owner where only the %s is another', async (_name, uid, gid) => {
  writeFileSync(path, 'old')
  chownSync(path, uid, gid)
  await replaceFile(path, 'new')
  expect([statSync(path).uid, statSync(path).gid]).toEqual([uid, gid])
})

test('on the disk is the content before the file takes its place, and the folder after it', async () => {
  const synced = await syncedBy(() => replaceFile(path, 'new'))
  expect(synced).toEqual([expect.stringMatching(/hbresults\.txt\.[\w-]+\.tmp: new$/), 'the folder'])
})

test('nobody else can read what is being written', async () => {
  const modes: number[] = []
  async function* content() {
    for (const name of readdirSync(folder)) modes.push(statSync(join(folder, name)).mode & 0o777)
    yield 'secret'
  }
  await replaceFile(path, content(), 0o644)
  expect(modes).toEqual([0o600])
  expect(statSync(path).mode & 0o777).toBe(0o644)
})

test('a link stays a link', async () => {
  mkdirSync(join(folder, 'elsewhere'))
  writeFileSync(join(folder, 'elsewhere/target'), 'old')
  symlinkSync('elsewhere/target', path)
  await replaceFile(path, 'new')
  expect(readlinkSync(path)).toBe('elsewhere/target')
  expect(readFileSync(join(folder, 'elsewhere/target'), 'utf8')).toBe('new')
  expect(readdirSync(join(folder, 'elsewhere'))).toEqual(['target'])
})

test('a reader never sees a part of the file, however often it is replaced', async () => {
  const long = (letter: string) => letter.repeat(300_000)
  await replaceFile(path, long('a'))
  let done = false
  const writing = (async () => {
    for (let i = 0; i < 40; i++) await replaceFile(path, long(i % 2 ? 'a' : 'b'))
    done = true
  })()
  const seen = new Set<string>()
  while (!done) {
    seen.add(readFileSync(path, 'utf8'))
    await new Promise(setImmediate)
  }
  await writing
  expect(seen.size).toBeGreaterThan(0)
  expect([...seen].filter(text => text !== long('a') && text !== long('b'))).toEqual([])
})

test('the leftovers of a power cut are removed, but nothing that is being written', async () => {
  const minute = 60_000
  const written = Date.now()
  for (const name of ['hbresults.txt', 'hbresults.txt.x1.tmp', 'sessions.json.y2.tmp'])
    writeFileSync(join(folder, name), '')
  await removeLeftovers(folder, written + minute / 2)
  expect(readdirSync(folder)).toHaveLength(3)
  await removeLeftovers(folder, written + 2 * minute)
  expect(readdirSync(folder)).toEqual(['hbresults.txt'])
  await removeLeftovers(join(folder, 'nowhere'), written)
})

test('a folder in its place is an error, and nothing is left behind', async () => {
  mkdirSync(path)
  await expect(replaceFile(path, 'new')).rejects.toMatchObject({ code: 'EISDIR' })
  expect(readdirSync(folder)).toEqual(['hbresults.txt'])
})

test('a folder that is missing is an error', async () => {
  await expect(replaceFile(join(folder, 'x/y'), 'new')).rejects.toMatchObject({ code: 'ENOENT' })
})
