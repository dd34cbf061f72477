import type { Check } from '../../domain/watch/check'
import type { AppPorts } from '../ports'

/** Why the check cannot be changed here, and where it can be. */
export async function readOnlyWords(
  { origin, home }: Pick<Check, 'origin' | 'home'>,
  peers: Pick<AppPorts['peers'], 'showGroup'>,
): Promise<string> {
  if (origin === 'file') return 'this check comes from a file that the INI names; change it there'
  if (origin !== 'peer') return 'this check comes from the INI; change it there'
  const name = await homeName(home, peers)
  return `this check was made on ${name}, its home in the group; change it there`
}

/** The home of a copy as the INI calls that member; its id, where it is none now. */
export async function homeName(
  home: string | undefined,
  peers: Pick<AppPorts['peers'], 'showGroup'>,
): Promise<string> {
  const group = await peers.showGroup().catch(() => undefined)
  const member = group?.members.find(({ id }) => id !== undefined && id === home)
  return member?.name ?? (home === undefined ? 'another watch' : `the watch with the id ${home}`)
}
