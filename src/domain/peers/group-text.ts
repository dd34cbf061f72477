/** The words that a group adds to alerts, and the alerts about its members. Pure. */

import type { AlertText } from '../alerts/text'
import { t, tn } from '../language/text'
import type { Member } from './group'

/** The end of an incident that is one with an older one of another member. */
export function otherKeyText(name: string): AlertText {
  return {
    kind: 'resolve',
    status: 'paused',
    isMerge: true,
    subject: t('[MERGED] {name}', { name }),
    text: t(
      'This is one outage of {name} with an older incident, which another watch of the group opened while they were cut off from each other. It goes on there.',
      { name },
    ),
  }
}

/** The line of an alert that is told while members are silent; undefined: all answer. */
export function splitLine(silent: readonly Pick<Member, 'name'>[], isInPlace: boolean): string | undefined {
  if (silent.length === 0) return undefined
  const names = namesOf(silent, t('and'))
  return isInPlace
    ? tn(
        silent.length,
        'This watch tells it in place of {names}, which does not answer; it may come from there, too.',
        'This watch tells it in place of {names}, which do not answer; it may come from there, too.',
        { names },
      )
    : tn(
        silent.length,
        '{names} does not answer this watch, and may tell it, too.',
        '{names} do not answer this watch, and may tell it, too.',
        { names },
      )
}

/** @param and the word before the last name, in the language of the text */
export function namesOf(members: readonly Pick<Member, 'name'>[], and = 'and'): string {
  const names = members.map(({ name }) => name)
  const last = names.at(-1) ?? ''
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} ${and} ${last}`
}

/** A member is silent, and these checks are heard nowhere else. */
export function unheardText(name: string, count: number): AlertText {
  return {
    kind: 'trigger',
    status: 'blind',
    subject: tn(
      count,
      '[SILENT] {name} is dead or cut off: {n} check is unheard',
      '[SILENT] {name} is dead or cut off: {n} checks are unheard',
      { name },
    ),
    text: tn(
      count,
      '{name} does not answer. The last signal of {n} check came to it, so nobody knows whether it is well: it stays unheard until {name} is back, or until a signal comes here, as those with a second address send it.',
      '{name} does not answer. The last signal of {n} checks came to it, so nobody knows whether they are well: they stay unheard until {name} is back, or until a signal comes here, as those with a second address send it.',
      { name },
    ),
  }
}

/** The end of a silence that nobody waits to end. @param name undefined where it is not known any more */
export function leftText(name: string = t('A former member of the group')): AlertText {
  return {
    kind: 'resolve',
    status: 'paused',
    subject: t('[REMOVED] {name}', { name }),
    text: t(
      '{name} was taken out of the INI, so this watch does not wait for its answer any more. The checks that came from it can be deleted.',
      { name },
    ),
  }
}

export function heardText(name: string): AlertText {
  return {
    kind: 'resolve',
    status: 'up',
    subject: t('[ANSWERS] {name}', { name }),
    text: t('{name} answers again, and its checks are heard.', { name }),
  }
}
