/** Whether mails of this watch are known to arrive. The peers get nothing more of it than *can't mail*. */
import type { AlertStore, Channels } from '../../domain/alerts/ports'
import { doubtOf } from '../../domain/alerts/stand-ins'
import type { Watched } from '../../domain/watch/ports'

export interface JudgeMailPorts {
  /** The checks that look at e-mail. */
  readonly mailLoops: () => Promise<readonly Watched[]>
  readonly channels: Channels
  readonly store: Pick<AlertStore, 'failing'>
}

/**
 * The returned function returns false while a mail loop is down (its last mail was not sent, or did not arrive), or alerts
 * of an e-mail channel are undelivered. The verdict is kept with the checks and the channels: a restart does not change it.
 */
export function createJudgeMail({ mailLoops, channels, store }: JudgeMailPorts): () => Promise<boolean> {
  return async () => {
    if (doubtOf(await mailLoops()).broken.length > 0) return false
    const failing = await store.failing()
    if (failing.size === 0) return true
    return (await channels.list()).every(({ name, kind }) => kind !== 'email' || !failing.has(name))
  }
}
