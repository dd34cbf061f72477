import { createHash, randomBytes } from 'node:crypto'
import type { ApiKey, ApiKeys, ListedKey } from '../../domain/access/api-key'
import { StoreUnavailable } from '../../domain/net/unavailable'
import { ask, type Redis } from '../redis/client'

/** Hash: sha256 of the secret -> the key as JSON. The secrets have 192 random bits, so that no slow hash is needed. */
const KEYS = '{intvlm8r}:watch:api-keys'
/** Hash: id -> when it was used last. */
const USED = '{intvlm8r}:watch:api-keys-used'
const SECRET = '{intvlm8r}:watch:secret'
/** So that a leaked key can be told from other text, and found in it. */
const MARK = 'intvlm8r_'
/** That a key is used is written down this often at most: a program may ask every second, and the disk is a card. */
const USED_EVERY_MS = 600_000

export function openApiKeys(redis: Redis): ApiKeys {
  let secret: Buffer | undefined
  const used = new Map<string, number>()

  const asked = <T>(work: () => Promise<T>): Promise<T> => ask(redis, work)

  async function list(): Promise<ListedKey[]> {
    const [texts, uses] = await Promise.all([redis.hgetall(KEYS), redis.hgetall(USED)])
    const keys = Object.values(texts).map((text): ListedKey => {
      const key = JSON.parse(text) as ApiKey
      const at = uses[key.id]
      return at === undefined ? key : { ...key, usedAt: Number(at) }
    })
    return keys.sort((a, b) => a.createdAt - b.createdAt || a.name.localeCompare(b.name))
  }

  function noteUse({ id }: ApiKey, now: number): void {
    if (Math.abs(now - (used.get(id) ?? 0)) < USED_EVERY_MS) return
    used.set(id, now)
    // What the key is used for matters more: it may be to see that Redis takes no writes.
    redis.hset(USED, id, now).catch(() => used.delete(id))
  }

  return {
    create: (name, access, now) =>
      asked(async () => {
        const fresh = MARK + randomBytes(24).toString('base64url')
        const key: ApiKey = { id: idOf(digest(fresh)), name, access, createdAt: now }
        await redis.hset(KEYS, digest(fresh), JSON.stringify(key))
        return { key, secret: fresh }
      }),

    list: () => asked(list),

    revoke: id =>
      asked(async () => {
        const fields = (await redis.hkeys(KEYS)).filter(field => idOf(field) === id)
        if (fields.length === 0 || (await redis.hdel(KEYS, ...fields)) === 0) return false
        await redis.hdel(USED, id)
        return true
      }),

    find: (text, now) =>
      asked(async () => {
        const found = await redis.hget(KEYS, digest(text))
        if (found === null) return undefined
        const key = JSON.parse(found) as ApiKey
        noteUse(key, now)
        return key
      }),

    installationSecret: () =>
      asked(async () => {
        if (secret) return secret
        await redis.set(SECRET, randomBytes(32).toString('base64'), 'NX')
        const kept = await redis.get(SECRET)
        if (kept === null) throw new StoreUnavailable('Redis lost the installation secret at once')
        secret = Buffer.from(kept, 'base64')
        return secret
      }),
  }
}

/** The beginning of the hash finds the key again and tells nothing of the secret. */
function idOf(hash: string): string {
  return hash.slice(0, 16)
}

function digest(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}
