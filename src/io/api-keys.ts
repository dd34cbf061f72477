import { createHash, randomBytes } from 'node:crypto'
import type { ApiKey, ApiKeys } from '../domain/api-key'
import { ask, type Redis, RedisAway } from './redis'

/** Hash: sha256 of the secret -> the key as JSON. The secrets have 192 random bits, so that no slow hash is needed. */
const KEYS = '{intvlm8r}:watch:api-keys'
const SECRET = '{intvlm8r}:watch:secret'
/** So that a leaked key can be told from other text, and found in it. */
const MARK = 'intvlm8r_'

export function openApiKeys(redis: Redis): ApiKeys {
  let secret: Buffer | undefined

  const asked = <T>(work: () => Promise<T>): Promise<T> => ask(redis, work)

  async function list(): Promise<ApiKey[]> {
    const keys = Object.values(await redis.hgetall(KEYS)).map(text => JSON.parse(text) as ApiKey)
    return keys.sort((a, b) => a.createdAt - b.createdAt || a.name.localeCompare(b.name))
  }

  return {
    create: (name, access, now) =>
      asked(async () => {
        const fresh = MARK + randomBytes(24).toString('base64url')
        // The beginning of the hash finds the key again and tells nothing of the secret.
        const key: ApiKey = { id: digest(fresh).slice(0, 16), name, access, createdAt: now }
        await redis.hset(KEYS, digest(fresh), JSON.stringify(key))
        return { key, secret: fresh }
      }),

    list: () => asked(list),

    revoke: id =>
      asked(async () => {
        const fields = (await redis.hkeys(KEYS)).filter(field => field.slice(0, 16) === id)
        return fields.length > 0 && (await redis.hdel(KEYS, ...fields)) > 0
      }),

    find: text =>
      asked(async () => {
        const found = await redis.hget(KEYS, digest(text))
        return found === null ? undefined : (JSON.parse(found) as ApiKey)
      }),

    installationSecret: () =>
      asked(async () => {
        if (secret) return secret
        await redis.set(SECRET, randomBytes(32).toString('base64'), 'NX')
        const kept = await redis.get(SECRET)
        if (kept === null) throw new RedisAway('Redis lost the installation secret at once')
        secret = Buffer.from(kept, 'base64')
        return secret
      }),
  }
}

function digest(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}
