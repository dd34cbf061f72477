import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import {
  baseHeader,
  mayHoldChecks,
  mayHoldChecksOf,
  mayHoldPrefix,
} from '../../../../src/io/redis/private-server/data-files'
import { folderWith } from '../../../support/folder'

/** A folder of a server with these files of its append-only file, by names and bytes. */
async function placeWith(files: Readonly<Record<string, string>>) {
  const folder = await folderWith({ 'appendonlydir/appendonly.aof.manifest': '' })
  for (const [name, text] of Object.entries(files))
    await writeFile(join(folder, 'appendonlydir', name), text, 'latin1')
  return { folder, socket: join(folder, 'redis.sock') }
}

const redisField = '\xfa\x09redis-ver\x058.0.3\xfa\x0aredis-bits\xc0\x40'

it.each([
  [`REDIS0012${redisField}`, { format: 12, author: { name: 'redis', version: '8.0.3' } }],
  ['VALKEY080\xfa\x0avalkey-ver\x059.0.0', { format: 80, author: { name: 'valkey', version: '9.0.0' } }],
  ['REDIS0011\xfa\x0aredis-bits\xc0\x40', { format: 11, author: undefined }],
  ['REDIS0011', { format: 11, author: undefined }],
  ['REDIS00', undefined],
  [` REDIS0012${redisField}`, undefined],
  ['', undefined],
])('the header of a base is read from its first bytes (%j)', async (start, header) => {
  expect(await baseHeader(await placeWith({ 'appendonly.aof.1.base.rdb': start }))).toEqual(header)
})

it('the newest base counts, by its number', async () => {
  const place = await placeWith({
    'appendonly.aof.9.base.rdb': 'REDIS0009',
    'appendonly.aof.12.base.rdb': 'REDIS0012',
    'appendonly.aof.10.base.rdb': 'REDIS0010',
    'appendonly.aof.99.incr.aof': 'REDIS0099',
  })
  expect(await baseHeader(place)).toEqual({ format: 12, author: undefined })
})

it('without a base there is no header', async () => {
  expect(await baseHeader(await placeWith({ 'appendonly.aof.1.incr.aof': 'REDIS0009' }))).toBeUndefined()
  const folder = await folderWith()
  expect(await baseHeader({ folder, socket: '' })).toBeUndefined()
})

it('files may hold checks of any prefix where the key of plans stands in them', async () => {
  const place = await placeWith({ 'a.incr.aof': '$4\r\nhset\r\n{attic}:watch:plans\r\n' })
  expect(await mayHoldChecks(place)).toBe(true)
  expect(await mayHoldChecksOf(place, 'attic')).toBe(true)
  expect(await mayHoldChecksOf(place, 'cellar')).toBe(false)
  expect(await mayHoldPrefix(place, 'attic')).toBe(true)
  expect(await mayHoldPrefix(place, 'att')).toBe(false)
  expect(await mayHoldChecks(await placeWith({ 'a.incr.aof': 'watch:states' }))).toBe(false)
})

it('a key is found that lies across two parts of a long file', async () => {
  const MEGABYTE = 1024 * 1024
  const key = '{attic}:watch:plans'
  for (const before of [1, key.length - 1]) {
    const text = `${'x'.repeat(MEGABYTE - before)}${key}`
    expect(await mayHoldChecksOf(await placeWith({ 'a.incr.aof': text }), 'attic'), `${before}`).toBe(true)
  }
})
