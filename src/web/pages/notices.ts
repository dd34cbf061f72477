import { type Notice, notices } from '../../domain/watch/notices'
import type { AppPorts } from '../ports'

/** Reads the notices; none of a loss while Redis is away, which is shown as such. */
export async function noticesOf({
  losses,
  copyTrouble,
}: Pick<AppPorts, 'losses' | 'copyTrouble'>): Promise<readonly Notice[]> {
  const [loss, trouble] = await Promise.all([losses.current().catch(() => undefined), copyTrouble()])
  return notices(loss, trouble)
}
