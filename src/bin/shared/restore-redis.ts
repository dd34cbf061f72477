/**
 * Puts back what the private Redis lost, before anybody else can reach it. At a first start the identity is drawn here, so that
 * whoever reaches the server has the names under which the appliance will look.
 */
import { usable } from '../../domain/settings/reading'
import { lossSentences } from '../../domain/watch/loss'
import { drawIdentity } from '../../io/appliance/identity'
import type { Restore } from '../../io/redis/private-server/prepare'
import type { Places } from '../../wire/places'
import { defaults, openSettings } from '../../wire/settings'

export async function openRestore(where: Places): Promise<Restore> {
  // Loaded here, since only this needs a client of Redis.
  const { hasCopy, openBackups, openCopy } = await import('../../wire/appliance')
  const { redisTarget } = await import('../../wire/connections')
  const { restoreBackup } = await import('../../operations/appliance/restore-backup')
  const redis = usable(await openSettings(where).read(), 'redis') ?? defaults().redis
  const own = redisTarget({ ...redis, url: '' }, where.home, await drawIdentity(where.home))
  return {
    hasCopy: hasCopy(own, where),
    restore: async (target, damage) => {
      const { store, connected, close } = openBackups({ ...own, ...target })
      try {
        await connected()
        const read = await openCopy(own, where).read()
        const loss = await restoreBackup(read, { store, isAlone: true, damage, now: Date.now() })
        // The damage has its own lines.
        return loss ? lossSentences(loss).filter(sentence => !damage.includes(sentence)) : []
      } finally {
        close()
      }
    },
  }
}
