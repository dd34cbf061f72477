import { createReadStream } from 'node:fs'
import { open, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { namesIn } from '../keys'
import type { Author } from './author'
import type { RedisPlace } from './place'

/** The name of the folder with the append-only file: a base in the format of RDB, and the commands since then. */
export const AOF_FOLDER = 'appendonlydir'

/** The header of the base: the version of its format, and the server that wrote it. */
export interface BaseHeader {
  readonly format: number
  readonly author: Author | undefined
}

/** Returns the header of the newest base; undefined when there is none or it is damaged. */
export async function baseHeader({ folder }: RedisPlace): Promise<BaseHeader | undefined> {
  const aof = join(folder, AOF_FOLDER)
  const bases = (await readdir(aof).catch(() => [])).filter(name => name.endsWith('.base.rdb'))
  const [newest] = bases.sort((a, b) => sequence(b) - sequence(a))
  if (newest === undefined) return undefined
  const start = await firstBytes(join(aof, newest))
  // `REDIS0012`, of Valkey 9 `VALKEY080`; then 0xFA marks a field, here the author's, whose texts have their length in front.
  const [, format] = /^(?:REDIS|VALKEY)(\d{3,4})/.exec(start) ?? []
  if (format === undefined) return undefined
  const [, name, version] = /^\w+\xfa.(redis|valkey)-ver.(\d+(?:\.\d+)+)/s.exec(start) ?? []
  const author = name && version ? { name: name as Author['name'], version } : undefined
  return { format: Number(format), author }
}

/** The end of the key of the plans, whatever the prefix. */
const PLANS = namesIn({ prefix: '' }).watch.plans.slice('{'.length)

/**
 * Whether the files hold checks, as far as that can be seen without a server that reads them: the key of the plans stands
 * in them, uncompressed, since nothing in it repeats. The key of plans that were all removed may still be there.
 */
export async function mayHoldChecks(place: RedisPlace): Promise<boolean> {
  return await holds(place, PLANS)
}

/** The same for checks with that prefix. */
export async function mayHoldChecksOf(place: Pick<RedisPlace, 'folder'>, prefix: string): Promise<boolean> {
  return await holds(place, namesIn({ prefix }).watch.plans)
}

/** Whether the files hold keys of that prefix. */
export async function mayHoldPrefix(place: Pick<RedisPlace, 'folder'>, prefix: string): Promise<boolean> {
  return await holds(place, `${namesIn({ prefix }).prefix}:`)
}

async function holds({ folder }: Pick<RedisPlace, 'folder'>, text: string): Promise<boolean> {
  const aof = join(folder, AOF_FOLDER)
  for (const name of await filesIn(aof)) if (await contains(join(aof, name), text)) return true
  return false
}

/**
 * The files that the server reads, by its manifest, else all: where the data of another card were copied over those of this
 * one, some of the latter stay beside them.
 */
async function filesIn(aof: string): Promise<readonly string[]> {
  const all = await readdir(aof)
  const manifest = all.find(name => name.endsWith('.manifest'))
  const text = manifest === undefined ? '' : await readFile(join(aof, manifest), 'utf8')
  const named = new Set([...text.matchAll(/^file (\S+) /gm)].map(([, name]) => name))
  const found = all.filter(name => named.has(name))
  return found.length > 0 ? found : all
}

async function contains(file: string, text: string): Promise<boolean> {
  let last = ''
  for await (const chunk of createReadStream(file, { encoding: 'latin1', highWaterMark: 1024 * 1024 })) {
    const part = last + chunk
    if (part.includes(text)) return true
    last = part.slice(1 - text.length)
  }
  return false
}

async function firstBytes(file: string): Promise<string> {
  const handle = await open(file)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(64), 0, 64, 0)
    return buffer.toString('latin1', 0, bytesRead)
  } finally {
    await handle.close()
  }
}

/** `appendonly.aof.12.base.rdb` -> 12. */
function sequence(name: string): number {
  return Number(/\.(\d+)\.base\.rdb$/.exec(name)?.[1] ?? 0)
}
