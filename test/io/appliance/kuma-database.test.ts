import { chmod, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { readKumaCopy, readKumaDatabase } from '../../../src/io/appliance/kuma-database'
import { fakePrograms } from '../../support/fake-programs'
import { folderWith } from '../../support/folder'
import { makeKumaDatabase } from '../../support/kuma-database'

const EMPTY = {
  monitor: [],
  notification: [],
  monitor_notification: [],
  tag: [],
  monitor_tag: [],
  status_page: [],
  maintenance: [],
  proxy: [],
}

/** What the reader says of a database that its Python program ends with these words. */
async function saysOf(script: string): Promise<string> {
  await fakePrograms({ python3: script })
  return await readKumaDatabase('/nowhere/kuma.db').then(String, (error: Error) => error.message)
}

it('a kuma.db gives the rows of its tables in the order of their ids, and no rows for tables that it lacks', async () => {
  const folder = await folderWith()
  // Each of these means something in the URI of SQLite.
  const path = join(folder, 'a?b#c%41.db')
  makeKumaDatabase(path, {
    tag: [
      { id: 7, name: 'late', color: '#fff' },
      { id: 2, name: 'Öl', color: '#000' },
    ],
    status_page: [{ id: 1, slug: 'home', title: 'Home' }],
  })
  expect(await readKumaDatabase(path)).toEqual({
    ...EMPTY,
    tag: [
      { id: 2, name: 'Öl', color: '#000' },
      { id: 7, name: 'late', color: '#fff' },
    ],
    status_page: [{ id: 1, slug: 'home', title: 'Home' }],
  })
  expect(await readdir(folder)).toEqual(['a?b#c%41.db'])
})

it('what a running Uptime Kuma has beside its database belongs to it, and the copy that is read goes again', async () => {
  const programs = await fakePrograms({
    python3: 'cat "$4" "$4-wal" > "$HERE/read"; printf "%s" "$4|$5" > "$HERE/args"; echo "{}"',
  })
  const folder = await folderWith({ 'kuma.db': 'old,', 'kuma.db-wal': 'new' })
  expect(await readKumaDatabase(join(folder, 'kuma.db'))).toEqual({})
  expect(await readFile(join(programs, 'read'), 'utf8')).toBe('old,new')
  const [copy = '', options] = (await readFile(join(programs, 'args'), 'utf8')).split('|')
  expect([basename(copy), basename(dirname(copy)).slice(0, -6), options]).toEqual([
    'kuma.db',
    'intvlm8r-kuma-',
    '',
  ])
  await expect(stat(dirname(copy))).rejects.toThrow('ENOENT')
  expect(await readdir(folder)).toEqual(['kuma.db', 'kuma.db-wal'])
})

it.each([
  ['a database that is not there', 'x', 'kuma.db-wal', 'ENOENT: no such file or directory'],
  ['a folder as the database', 'kuma.db/x', 'kuma.db-wal', 'EISDIR: illegal operation on a directory'],
  ['a folder beside the database', 'kuma.db', 'kuma.db-wal/x', 'EISDIR: illegal operation on a directory'],
])('%s is refused in words, and ends no program', async (_case, one, other, words) => {
  const folder = await folderWith({ [one]: 'x', [other]: 'x' })
  const unheard: unknown[] = []
  const note = (error: unknown) => void unheard.push(error)
  process.on('uncaughtException', note)
  const said = await readKumaDatabase(join(folder, 'kuma.db')).catch(({ message }: Error) => message)
  process.off('uncaughtException', note)
  expect([String(said).replace(/, .*/, ''), unheard]).toEqual([`cannot be read: ${words}`, []])
})

it('a copy that finds no room is refused with the remedy', async () => {
  const full = (async function* () {
    yield Buffer.from('x')
    throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
  })()
  await expect(readKumaCopy(full)).rejects.toEqual(
    new Error('is too large to be copied; stop Uptime Kuma, and move it to where the appliance can read it'),
  )
})

it.each([
  [
    "echo 'Traceback' >&2; echo 'sqlite3.DatabaseError: file is not a database' >&2; exit 1",
    'cannot be read: file is not a database; stop Uptime Kuma, and try again',
  ],
  ['echo has no table of monitors >&2; exit 1', 'is no database of Uptime Kuma: it has no table of monitors'],
  [
    'echo "ModuleNotFoundError: No module named \'sqlite3\'" >&2; exit 1',
    'needs the SQLite module of Python; type: sudo apt install python3',
  ],
  ['echo RecursionError >&2; exit 1', 'cannot be read: RecursionError; stop Uptime Kuma, and try again'],
  ['kill -9 $$', 'cannot be read: its reader was stopped; stop Uptime Kuma, and try again'],
  // More than the tables of any Uptime Kuma: the reader is ended, and does not end by itself.
  [
    'exec tr "\\000" x < /dev/zero',
    'cannot be read: its reader was stopped; stop Uptime Kuma, and try again',
  ],
])('after `%s` of its reader, the import says what to do', async (script, words) => {
  expect(await saysOf(script)).toBe(words)
})

it('without Python the import names the package', async () => {
  await fakePrograms({}, { alone: true })
  await expect(readKumaDatabase('/nowhere/kuma.db')).rejects.toEqual(
    new Error('needs Python to be read; type: sudo apt install python3'),
  )
  await chmod(join(await fakePrograms({ python3: '' }, { alone: true }), 'python3'), 0o644)
  await expect(readKumaDatabase('/nowhere/kuma.db')).rejects.toEqual(
    new Error('cannot be read: spawn python3 EACCES'),
  )
})

it('the reader is alone with the file: no module of the owner is loaded, and the file is only read', async () => {
  const folder = await fakePrograms({
    python3: 'printf "%s\\n" "$1" "$2" "$4" "$5" "$6" > "$HERE/args"; echo {}',
  })
  const path = join(folder, 'kuma.db')
  await readKumaDatabase(path)
  expect(await readFile(join(folder, 'args'), 'utf8')).toBe(`-I\n-c\n${path}\n?immutable=1\nmonitor\n`)
  // An empty file beside it holds nothing that the database lacks.
  await writeFile(`${path}-wal`, '')
  await readKumaDatabase(path)
  expect(await readFile(join(folder, 'args'), 'utf8')).toBe(`-I\n-c\n${path}\n?immutable=1\nmonitor\n`)
})
