import { chmod, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import {
  type Author,
  authorOf,
  covers,
  isSame,
  packageFor,
  rememberedAuthor,
  rememberServer,
} from '../../../../src/io/redis/private-server/author'
import { folderWith } from '../../../support/folder'

const redis = (version: string): Author => ({ name: 'redis', version })
const valkey = (version: string): Author => ({ name: 'valkey', version })

it.each([
  ['Redis server v=8.0.3 sha=00000000:1 malloc=jemalloc-5.3.0 bits=64', redis('8.0.3')],
  ['Valkey server v=9 sha=0', valkey('9')],
  ['a Redis server v=8.0.3', undefined],
  ['Redis server 8.0.3', undefined],
  ['', undefined],
])('a server that prints "%s" is known as %o', async (line, author) => {
  const folder = await folderWith({ server: `#!/bin/sh\n[ "$1$LC_ALL" = --versionC ] && echo '${line}'\n` })
  await chmod(join(folder, 'server'), 0o755)
  expect(await authorOf(join(folder, 'server'))).toEqual(author)
})

it('a server that is not there has no version', async () => {
  expect(await authorOf(join(await folderWith(), 'none'))).toBeUndefined()
})

it('servers are the same by their kind and their whole version', () => {
  expect(isSame(redis('8.0.3'), redis('8.0.3'))).toBe(true)
  expect(isSame(redis('8.0.3'), redis('8.0.4'))).toBe(false)
  expect(isSame(redis('8.0.3'), valkey('8.0.3'))).toBe(false)
})

it.each([
  ['8.0.3', '8.0.9', true],
  ['8.1', '8.0.9', true],
  ['9.0', '8.4', true],
  ['8.0', '8.1', false],
  ['7.9', '8.0', false],
  ['8', '8.0', true],
  ['8', '8.1', false],
])('the data of %2$s are read by the release %1$s: %3$s', (server, author, reads) => {
  expect(covers(redis(server), redis(author))).toBe(reads)
  expect(covers(redis(server), valkey(author))).toBe(false)
})

it('the package that reads the data is named by its release', () => {
  expect(packageFor(redis('8.0.3'))).toBe('redis-server 8.0 or newer')
  expect(packageFor(valkey('9'))).toBe('valkey-server 9.0 or newer')
})

it('the server that starts next is kept with its kind and version, for nobody else', async () => {
  const folder = await folderWith()
  const place = { folder, socket: join(folder, 'redis.sock') }
  expect(await rememberedAuthor(place)).toBeUndefined()
  await rememberServer(place, '/usr/bin/redis-server', redis('8.0.3'))
  expect(await readFile(join(folder, 'server'), 'utf8')).toBe('/usr/bin/redis-server\nredis 8.0.3\n')
  const { mode, ino } = await stat(join(folder, 'server'))
  expect(mode & 0o777).toBe(0o600)
  expect(await rememberedAuthor(place)).toEqual(redis('8.0.3'))
  await rememberServer(place, '/usr/bin/redis-server', redis('8.0.3'))
  expect((await stat(join(folder, 'server'))).ino).toBe(ino)
  await rememberServer(place, '/usr/bin/valkey-server', undefined)
  expect(await readFile(join(folder, 'server'), 'utf8')).toBe('/usr/bin/valkey-server\nunknown\n')
  expect(await rememberedAuthor(place)).toBeUndefined()
})
