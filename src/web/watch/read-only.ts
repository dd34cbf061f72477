import { t } from '../../domain/language/text'
import type { Check } from '../../domain/watch/check'
import type { AppPorts } from '../ports'

/** Why the check cannot be changed by page or API, and where it can be. */
export function readOnlyWords({ origin }: Pick<Check, 'origin'>): string {
  return origin === 'file'
    ? 'this check comes from a file that the INI names; change it there'
    : 'this check comes from the INI; change it there'
}

/** The home of a copy for pages, as the INI calls that member; its id, where it is none now. */
export async function homeName(
  home: string | undefined,
  peers: Pick<AppPorts['peers'], 'showGroup'>,
): Promise<string> {
  const group = await peers.showGroup().catch(() => undefined)
  const member = group?.members.find(({ id }) => id !== undefined && id === home)
  if (member !== undefined) return member.name
  return home === undefined ? t('another watch') : t('the watch with the id {id}', { id: home })
}
