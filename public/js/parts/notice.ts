import type { Fields } from '../../../src/domain/heartbeat/interlock'
import { timeOf } from './times'

type Words = readonly (string | Node)[]

/** Says it above the form, in place of what was said before. */
export function notify(kind: 'ok' | 'warn' | 'bad', text: Words, ...more: Node[]): void {
  const box = document.createElement('div')
  box.className = `notice ${kind}`
  const words = document.createElement('p')
  words.append(...text)
  box.append(words, ...more)
  const place = document.getElementById('notice')
  place?.replaceChildren(box)
  box.scrollIntoView({ block: 'nearest' })
}

/** When the first heartbeat goes out (epoch milliseconds), in the zone of the browser. */
export function firstAt(first: number | undefined): Words {
  return first === undefined ? [] : [' The first one goes out at ', timeOf(first, 'clock'), '.']
}

/** What is saved now and what was typed, side by side, and a way back: the page's own template, filled in. */
export function bothVersions(theirs: Fields, mine: Fields): Node {
  const template = document.getElementById('conflict') as HTMLTemplateElement
  const filled = template.content.cloneNode(true) as DocumentFragment
  const places = filled.querySelectorAll('dd')
  for (const [index, { frequency, url }] of [theirs, mine].entries())
    places[index]?.append(`${frequency} · ${url || 'no URL'}`)
  return filled
}
