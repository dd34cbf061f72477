import type { Fields } from '../../../src/domain/heartbeat/interlock'
import { t } from '../../../src/domain/language/text'
import { timeOf } from './times'

type Words = readonly (string | Node)[]

/** Shows a notice above the form, in place of the one before. */
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

/** The sentence about the first heartbeat (epoch milliseconds), in the browser's zone. */
export function firstAt(first: number | undefined): Words {
  return first === undefined
    ? []
    : [' ', ...around(t('The first one goes out at {time}.'), timeOf(first, 'clock'))]
}

/** The text with an element at its one place. */
export function around(text: string, element: Node): Words {
  const [before = '', after = ''] = text.split(/\{\w+\}/)
  return [before, element, after]
}

/** The saved settings beside the typed ones, and a way back: the page's template `#conflict`, filled in. */
export function bothVersions(theirs: Fields, mine: Fields): Node {
  const template = document.getElementById('conflict') as HTMLTemplateElement
  const filled = template.content.cloneNode(true) as DocumentFragment
  const places = filled.querySelectorAll('dd')
  for (const [index, { frequency, url }] of [theirs, mine].entries())
    places[index]?.append(`${frequency} · ${url || t('no URL')}`)
  return filled
}
