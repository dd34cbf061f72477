/** What the messages of the services say about the checks. Pure. */
import type { Message, SentCheck } from './history'

/** What a message says of one check. */
export interface Told extends Message {
  readonly check: string
  readonly says: 'down' | 'up'
  /** It is a line of a message about many checks, whose key is none of this check. */
  readonly isLine: boolean
}

const DOWN = /^(trigger|reminder)$/

/** Everything that was told of the check, in its order. */
export function toldOf({ id, name }: SentCheck, messages: readonly Message[]): Told[] {
  return messages
    .flatMap((message): Told[] => {
      if (message.kind === 'digest')
        return linesOf(message.text, name).map(says => ({ ...message, check: id, says, isLine: true }))
      if (!message.key.includes(id) || message.kind === 'reminder') return []
      const says = DOWN.test(message.kind) ? 'down' : 'up'
      return [{ ...message, check: id, says, isLine: false }]
    })
    .sort((a, b) => a.at - b.at)
}

function linesOf(text: string, name: string): Told['says'][] {
  return (text.match(/\[(DOWN|FLAPPING|UP|PAUSED)\] \S+/g) ?? [])
    .filter(line => line.endsWith(` ${name}`))
    .map(line => (/DOWN|FLAPPING/.test(line) ? 'down' : 'up'))
}

/** Whether it says that checks cannot be heard since that member is away. */
export function tellsUnheard({ text }: Message, member: string): boolean {
  return /\bunheard\b/.test(text) && new RegExp(`\\b${member}\\b`, 'i').test(text)
}
