import { readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, it, test } from 'vitest'
import { drawIdentity, keptIdentity } from '../../../src/io/appliance/identity'
import { folderWith } from '../../support/folder'

it('is drawn once and survives', async () => {
  const home = await folderWith()
  const drawn = await drawIdentity(home)
  expect(drawn.id).toMatch(/^[0-9a-f]{12}$/)
  expect(drawn.prefix).toBe(drawn.id)
  expect(await drawIdentity(home)).toEqual(drawn)
  expect(await keptIdentity(home)).toEqual(drawn)
})

it('is another one in every state folder', async () => {
  const [a, b] = [await drawIdentity(await folderWith()), await drawIdentity(await folderWith())]
  expect(a.id).not.toBe(b.id)
})

it('is the same for programs that draw it at the same time', async () => {
  const home = await folderWith()
  const drawn = await Promise.all(Array.from({ length: 8 }, () => drawIdentity(home)))
  expect(new Set(drawn.map(({ id }) => id)).size).toBe(1)
})

test.each(['identity.json', 'identity.copy.json'])('a damaged %s is mended from the other', async name => {
  const home = await folderWith()
  const drawn = await drawIdentity(home)
  await writeFile(join(home, name), '')
  expect(await drawIdentity(home)).toEqual(drawn)
  expect(JSON.parse(await readFile(join(home, name), 'utf8'))).toEqual(drawn)
})

test.each(['hbresults.txt', 'sessions.json', 'backup.json', 'backup-1a2b3c4d.json'])(
  'an appliance that has %s from before there were ids keeps its names in Redis',
  async name => {
    const home = await folderWith({ [name]: 'x' })
    expect((await keptIdentity(home)).prefix).toBe('intvlm8r')
    const { id, prefix } = await drawIdentity(home)
    expect(prefix).toBe('intvlm8r')
    await rm(join(home, name))
    expect(await drawIdentity(home)).toEqual({ id, prefix: 'intvlm8r' })
  },
)

it('goes along where only the data are taken to another card', async () => {
  const home = await folderWith({ 'redis/appendonlydir/appendonly.aof.1.incr.aof': '' })
  const drawn = await drawIdentity(home)
  const kept = await readFile(join(home, 'redis/identity.json'), 'utf8')
  expect(await drawIdentity(await folderWith({ 'redis/identity.json': kept }))).toEqual(drawn)
})

describe('a card whose appliance ran already', () => {
  const AOF = 'redis/appendonlydir/appendonly.aof.1.incr.aof'
  const OLD = { id: '0123456789ab', prefix: '0123456789ab' }
  const command = (key: string) => `*4\r\n$4\r\nHSET\r\n$${key.length}\r\n${key}\r\n`
  /** What it has after the identity and the commands are put in the place of its own. */
  async function after(commands: readonly string[], identity?: object) {
    const home = await folderWith({ [AOF]: '' })
    const own = await drawIdentity(home)
    await writeFile(join(home, AOF), commands.map(command).join(''))
    if (identity === undefined) await rm(join(home, 'redis/identity.json'))
    else await writeFile(join(home, 'redis/identity.json'), JSON.stringify(identity))
    return { home, own }
  }

  it('takes over the identity of the data that were put in the place of its own', async () => {
    const { home } = await after([`{${OLD.id}}:members`, `{${OLD.id}}:watch:plans`], OLD)
    expect(await keptIdentity(home)).toEqual(OLD)
    expect(await drawIdentity(home)).toEqual(OLD)
    for (const name of ['identity.json', 'identity.copy.json', 'redis/identity.json'])
      expect(JSON.parse(await readFile(join(home, name), 'utf8'))).toEqual(OLD)
  })

  it('takes it over also where files of its own stayed beside those that the server reads', async () => {
    const { home, own } = await after([], OLD)
    await writeFile(join(home, AOF), command(`{${own.id}}:members`))
    const folder = join(home, dirname(AOF))
    await writeFile(join(folder, 'appendonly.aof.37.incr.aof'), command(`{${OLD.id}}:watch:plans`))
    await writeFile(
      join(folder, 'appendonly.aof.manifest'),
      'file appendonly.aof.37.incr.aof seq 37 type i\n',
    )
    expect(await drawIdentity(home)).toEqual(OLD)
  })

  it('finds those of version 1.0, which has no identity, under their prefix', async () => {
    const { home, own } = await after(['{intvlm8r}:watch:plans'])
    expect(await drawIdentity(home)).toEqual({ id: own.id, prefix: 'intvlm8r' })
  })

  it('keeps its own where its data are there, whatever stands beside them', async () => {
    const { home, own } = await after([`{${OLD.id}}:watch:plans`], OLD)
    await writeFile(join(home, AOF), [`{${OLD.id}}:watch:plans`, `{${own.id}}:members`].map(command).join(''))
    expect(await drawIdentity(home)).toEqual(own)
    expect(JSON.parse(await readFile(join(home, 'redis/identity.json'), 'utf8'))).toEqual(own)
  })

  it('takes an identity that came with a copy of checks, though the data have signs of life of the card itself', async () => {
    const { home, own } = await after([])
    for (const name of ['identity.json', 'identity.copy.json'])
      await writeFile(join(home, name), JSON.stringify(OLD))
    await writeFile(join(home, 'redis/identity.json'), JSON.stringify(own))
    await writeFile(join(home, AOF), command(`{${own.id}}:members`))
    expect(await drawIdentity(home)).toEqual(OLD)
  })
})

it('keeps the first prefix where the data of an older appliance were taken to another card', async () => {
  const file = 'redis/appendonlydir/appendonly.aof.1.incr.aof'
  const older = await folderWith({ [file]: '$4\r\nHSET\r\n$22\r\n{intvlm8r}:watch:plans\r\n' })
  expect((await drawIdentity(older)).prefix).toBe('intvlm8r')
  const fresh = await drawIdentity(await folderWith({ [file]: '$6\r\nSELECT\r\n' }))
  expect(fresh.prefix).toBe(fresh.id)
})

it('is the same for all programs while the disk takes no file', async () => {
  const home = join(await folderWith({ file: '' }), 'file/home')
  const reasons: string[] = []
  const first = await drawIdentity(home, reason => void reasons.push(reason))
  expect(await drawIdentity(home)).toEqual(first)
  expect(reasons.join()).toMatch(/ENOTDIR/)
})
