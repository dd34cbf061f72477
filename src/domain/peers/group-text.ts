/** The words that a group adds to alerts, and the alerts about its members. Pure. */

import type { AlertText } from '../alerts/text'
import type { Member } from './group'

/** The end of an incident that is one with an older one of another member. */
export function otherKeyText(name: string): AlertText {
  return {
    kind: 'resolve',
    status: 'paused',
    isMerge: true,
    subject: `[MERGED] ${name}`,
    text: `This is one outage of ${name} with an older incident, which another watch of the group opened while they were cut off from each other. It goes on there.`,
  }
}

/** The line of an alert that is told while members are silent; undefined: all answer. */
export function splitLine(silent: readonly Pick<Member, 'name'>[], isInPlace: boolean): string | undefined {
  if (silent.length === 0) return undefined
  const names = namesOf(silent)
  const answers = silent.length === 1 ? 'does not answer' : 'do not answer'
  return isInPlace
    ? `This watch tells it in place of ${names}, which ${answers}; it may come from there, too.`
    : `${names} ${answers} this watch, and may tell it, too.`
}

export function namesOf(members: readonly Pick<Member, 'name'>[]): string {
  const names = members.map(({ name }) => name)
  const last = names.at(-1) ?? ''
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`
}

/** A member is silent, and these checks are heard nowhere else. */
export function unheardText(name: string, count: number): AlertText {
  const isOne = count === 1
  const checks = isOne ? '1 check is' : `${count} checks are`
  return {
    kind: 'trigger',
    status: 'blind',
    subject: `[SILENT] ${name} is dead or cut off: ${checks} unheard`,
    text: `${name} does not answer. The last signal of ${isOne ? '1 check' : `${count} checks`} came to it, so nobody knows whether ${isOne ? 'it is' : 'they are'} well: ${isOne ? 'it stays' : 'they stay'} unheard until ${name} is back, or until a signal comes here, as those with a second address send it.`,
  }
}

export function heardText(name: string): AlertText {
  return {
    kind: 'resolve',
    status: 'up',
    subject: `[ANSWERS] ${name}`,
    text: `${name} answers again, and its checks are heard.`,
  }
}
