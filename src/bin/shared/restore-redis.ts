/** Puts back what the private Redis lost, before anybody else can reach it. */
import { lossSentences } from '../../domain/watch/loss'
import { redisPlace } from '../../io/redis/private-server/place'
import type { Restore } from '../../io/redis/private-server/prepare'
import type { Places } from '../../wire/places'

export async function openRestore(where: Places): Promise<Restore> {
  // Loaded here, since only this needs a client of Redis.
  const { hasCopy, openBackups, openCopy } = await import('../../wire/appliance')
  const { restoreBackup } = await import('../../operations/appliance/restore-backup')
  const own = { path: redisPlace(where.home).socket }
  return {
    hasCopy: hasCopy(own, where),
    restore: async (target, damage) => {
      const { store, connected, close } = openBackups(target)
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
