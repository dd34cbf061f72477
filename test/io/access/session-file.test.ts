import { mkdtemp, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openSessionFile } from '../../../src/io/access/session-file'

const DAY = 86_400_000
let folder: string
let path: string
let now: number
let warnings: string[]

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'intvlm8r-sessions-'))
  path = join(folder, 'sessions.json')
  now = 1_790_000_000_000
  warnings = []
})
afterEach(async () => await rm(folder, { recursive: true, force: true }))

const open = (file = path) =>
  openSessionFile(file, () => now, {
    warn: (message: unknown) => void warnings.push(String(message)),
  } as never)

test('a session is found again after a restart, with the same secret', async () => {
  const first = await open()
  await first.save('id', '{"login":"x"}', now + DAY)
  const second = await open()
  expect(second.find('id')).toBe('{"login":"x"}')
  expect(second.secret).toBe(first.secret)
  expect(first.secret).toMatch(/^[\w-]{43}$/)
  expect(second.find('other')).toBeUndefined()
})

test('the ids do not stand in the file, and only its owner may read it', async () => {
  await (await open()).save('the-id-itself', '{}', now + DAY)
  expect(await readFile(path, 'utf8')).not.toContain('the-id-itself')
  expect((await stat(path)).mode & 0o777).toBe(0o600)
})

test('it ends when its time is over, and leaves the file with the next write', async () => {
  const sessions = await open()
  await sessions.save('old', '{"old":1}', now + DAY)
  now += DAY
  expect(sessions.find('old')).toBeUndefined()
  expect((await open()).find('old')).toBeUndefined()
  await sessions.save('new', '{}', now + DAY)
  expect(await readFile(path, 'utf8')).not.toContain('old')
})

test('being in use is written down once a day at most', async () => {
  const sessions = await open()
  await sessions.save('id', '{}', now + 30 * DAY)
  const { ino } = await stat(path)
  for (let hour = 1; hour < 24; hour++) await sessions.extend('id', now + 30 * DAY + hour * 3_600_000)
  expect((await stat(path)).ino).toBe(ino)
  await sessions.extend('id', now + 31 * DAY)
  expect((await stat(path)).ino).not.toBe(ino)
  now += 30 * DAY + 1
  expect((await open()).find('id')).toBe('{}')
})

test('removing one that is not there writes nothing', async () => {
  await (await open()).remove('id')
  await expect(stat(path)).rejects.toThrow('ENOENT')
})

test('of more than fifty the one that was used longest ago goes', async () => {
  const sessions = await open()
  for (let n = 0; n < 50; n++) await sessions.save(`id-${n}`, '{}', now + DAY)
  await sessions.extend('id-0', now + 3 * DAY)
  await sessions.save('id-50', '{}', now + DAY)
  expect(['id-0', 'id-1', 'id-2', 'id-50'].map(id => sessions.find(id) !== undefined)).toEqual([
    true,
    false,
    true,
    true,
  ])
})

test('many saves at once all get into the file', async () => {
  const sessions = await open()
  await Promise.all(Array.from({ length: 20 }, (_, n) => sessions.save(`id-${n}`, '{}', now + DAY)))
  const again = await open()
  expect(Array.from({ length: 20 }, (_, n) => again.find(`id-${n}`))).toEqual(Array(20).fill('{}'))
})

test.each(['', '{', 'null', '[]', '{"secret":"short"}', '{"sessions":{}}'])(
  'a file that holds %j costs a log-in, with a warning and no more',
  async text => {
    await writeFile(path, text)
    const sessions = await open()
    expect(warnings[0]).toMatch(/has to log in again/)
    await sessions.save('id', '{}', now + DAY)
    expect((await open()).find('id')).toBe('{}')
  },
)

test('entries that make no sense are passed over', async () => {
  await (await open()).save('good', '{}', now + DAY)
  const content = JSON.parse(await readFile(path, 'utf8'))
  const [good] = Object.values<object>(content.sessions)
  const odd = { a: null, b: { ...good, session: 1 }, c: 'x', d: { ...good, expires: `${now + DAY}` } }
  await writeFile(path, JSON.stringify({ ...content, sessions: { ...odd, ...content.sessions } }))
  const sessions = await open()
  expect(sessions.list()).toHaveLength(1)
  expect(sessions.find('good')).toBe('{}')
  expect(warnings).toEqual([])
})

test('where nothing can be written, sessions live in memory, with a warning', async () => {
  const sessions = await open('/proc/no-such-folder/sessions.json')
  await sessions.save('id', '{}', now + DAY)
  expect(sessions.find('id')).toBe('{}')
  expect(warnings[0]).toMatch(/will not outlive a restart/)
})

test('a log-out that the full disk does not take holds after a restart all the same, and the rest is written later', async () => {
  const sessions = await open()
  await sessions.save('ended', '{}', now + DAY)
  await sessions.save('other', '{}', now + DAY)
  // Beside this file no name is left for a new one; but it can be removed, as on a full disk.
  const full = join(folder, 'x'.repeat(250))
  await rename(path, full)
  await symlink(full, path)
  await sessions.remove('ended')
  expect((await open()).find('ended')).toBeUndefined()
  expect(sessions.find('other')).toBe('{}')
  await vi.waitFor(async () => expect((await open()).find('other')).toBe('{}'), 60_000)
  expect((await open()).find('ended')).toBeUndefined()
})

test('a write that failed is repeated at the next request', async () => {
  const sessions = await open()
  await sessions.save('ended', '{}', now + DAY)
  await rename(folder, `${folder}-away`)
  await sessions.remove('ended')
  sessions.find('ended')
  await rename(`${folder}-away`, folder)
  expect((await open()).find('ended')).toBe('{}')
  await expect
    .poll(async () => {
      sessions.find('ended')
      return (await open()).find('ended')
    })
    .toBeUndefined()
  expect(warnings).toHaveLength(1)
})

test('ninety days after its beginning it ends, however often it was used', async () => {
  const sessions = await open()
  await sessions.save('id', '{}', now + 30 * DAY)
  for (let day = 1; day < 90; day++) {
    now += DAY
    await sessions.extend('id', now + 30 * DAY)
    // As express-session does when the session itself is changed.
    if (day === 45) await sessions.save('id', '{}', now + 30 * DAY)
  }
  expect((await open()).find('id'), 'after 89 days').toBe('{}')
  now += DAY - 1
  expect(sessions.find('id')).toBe('{}')
  now += 1
  expect(sessions.find('id')).toBeUndefined()
  expect((await open()).find('id')).toBeUndefined()
  expect(sessions.list()).toEqual([])
})

test('it goes on from the beginning of the one that it continues', async () => {
  const sessions = await open()
  await sessions.save('id', '{}', now + 30 * DAY, now - 89 * DAY)
  now += DAY - 1
  expect(sessions.find('id')).toBe('{}')
  now += 1
  expect(sessions.find('id')).toBeUndefined()
})

test('the ninety days of a session of an earlier version begin with the upgrade', async () => {
  const first = await open()
  await first.save('id', '{}', now + 30 * DAY)
  const content = JSON.parse(await readFile(path, 'utf8'))
  for (const [name, { session, expires }] of Object.entries<Record<string, unknown>>(content.sessions))
    content.sessions[name] = { session, expires }
  await writeFile(path, JSON.stringify(content))
  now += DAY
  const upgraded = await open()
  expect(upgraded.find('id')).toBe('{}')
  expect(upgraded.list()).toMatchObject([{ begun: now, usedAt: now }])
})

test('all that last are listed, the one that was used last first, by names that let nobody in', async () => {
  const sessions = await open()
  await sessions.save('a', '{"a":1}', now + DAY)
  await sessions.save('b', '{"b":1}', now + DAY)
  const begun = now
  now += 60_000
  sessions.noteUse('a', '192.0.2.1')
  now += 60_000
  sessions.noteUse('a')
  expect(sessions.list()).toMatchObject([
    { name: sessions.nameOf('a'), session: '{"a":1}', begun, usedAt: now, address: '192.0.2.1' },
    { name: sessions.nameOf('b'), session: '{"b":1}', begun, usedAt: begun },
  ])
  for (const { name } of sessions.list()) expect(sessions.find(name)).toBeUndefined()
})

test('the last use is written with the next write, and by itself writes nothing', async () => {
  const sessions = await open()
  await sessions.save('id', '{}', now + DAY)
  const { ino } = await stat(path)
  now += 60_000
  sessions.noteUse('id', '192.0.2.1')
  expect((await stat(path)).ino).toBe(ino)
  await sessions.save('other', '{}', now + DAY)
  expect((await open()).list().find(({ name }) => name === sessions.nameOf('id'))).toMatchObject({
    usedAt: now,
    address: '192.0.2.1',
  })
})

test('one ends by its name, or all do, for good', async () => {
  const sessions = await open()
  for (const id of ['a', 'b', 'c']) await sessions.save(id, '{}', now + DAY)
  expect(await sessions.end(sessions.nameOf('a'))).toBe(1)
  expect(await sessions.end('nothing')).toBe(0)
  const found = (file: typeof sessions) => ['a', 'b', 'c'].filter(id => file.find(id) !== undefined)
  expect([found(sessions), found(await open())]).toEqual([
    ['b', 'c'],
    ['b', 'c'],
  ])
  expect(await sessions.end()).toBe(2)
  expect([found(sessions), found(await open())]).toEqual([[], []])
})

test('the end of a session is reported to those that listen, whatever ended it', async () => {
  const sessions = await open()
  const ended: string[] = []
  for (const id of ['removed', 'ended', 'all', 'crowded out', 'left']) {
    await sessions.save(id, '{}', now + DAY)
    const leave = sessions.onEnd(id, () => void ended.push(id))
    if (id === 'left') leave()
  }
  await sessions.remove('left')
  await sessions.remove('removed')
  await sessions.end(sessions.nameOf('ended'))
  expect(ended).toEqual(['removed', 'ended'])
  await sessions.save('all', '{}', now + 2 * DAY)
  for (let n = 0; n < 49; n++) await sessions.save(`id-${n}`, '{}', now + DAY)
  expect(ended).toEqual(['removed', 'ended', 'crowded out'])
  await sessions.end()
  expect(ended).toEqual(['removed', 'ended', 'crowded out', 'all'])
})
