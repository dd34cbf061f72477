/** The worker's marks that its sweep and its probes run, as long as somebody may ask for them. */
import { lastGood } from '../../config/settings/last-good'
import type { JobAges } from '../../domain/peers/own-state'
import type { SettingsFile } from '../../domain/settings/settings-file'
import { renewWorkMark } from '../../io/peers/work-marks'
import type { Redis, RedisTarget } from '../../io/redis/client'
import { openUnreported } from '../connections'

interface Mark {
  readonly job: keyof JobAges
  readonly works: () => boolean
  close?: () => void
}

/** Nothing is opened before the INI has peers, or a door for Checkers. */
export function openWorkMarks(target: RedisTarget, settings: Pick<SettingsFile, 'read'>) {
  const isAsked = createIsAsked(settings)
  const marks: Mark[] = []
  let connection: Redis | undefined
  let hasEnded = false

  async function begin(): Promise<void> {
    if (!(await isAsked()) || hasEnded) return
    connection ??= openUnreported(target)
    for (const mark of marks) mark.close ??= renewWorkMark(connection, mark.job, mark.works).close
  }
  function renew(job: keyof JobAges, works: () => boolean): { close(): void } {
    const mark: Mark = { job, works }
    marks.push(mark)
    void begin()
    return {
      close: () => {
        marks.splice(marks.indexOf(mark), 1)
        mark.close?.()
      },
    }
  }
  return {
    sweep: (works: () => boolean) => renew('sweep', works),
    probes: (works: () => boolean) => renew('probes', works),
    onSettings: () => void begin(),
    close: () => {
      hasEnded = true
      connection?.disconnect()
    },
  }
}

/** While that is not known since the INI has faults, somebody may ask. */
function createIsAsked(settings: Pick<SettingsFile, 'read'>): () => Promise<boolean> {
  const peers = lastGood(settings, 'peers')
  const checker = lastGood(settings, 'checker')
  return async () => {
    try {
      return (await peers()).length > 0 || (await checker()).port !== 0
    } catch {
      return true
    }
  }
}
