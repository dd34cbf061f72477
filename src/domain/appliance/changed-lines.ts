/** The values of a part that are new or changed, as lines for people; a secret is not shown. Pure. */

import type { IniValue } from '../watch/plan-text'

const SECRET = '(a secret)'

export const added = ({ key, value, isSecret }: IniValue) =>
  `    ${key} = ${isSecret ? SECRET : oneLine(value)}`

export function changedLines(before: readonly IniValue[], after: readonly IniValue[]): readonly string[] {
  const values = (list: readonly IniValue[]) => new Map(list.map(entry => [entry.key, entry]))
  const [old, next] = [values(before), values(after)]
  return [...new Set([...old.keys(), ...next.keys()])].flatMap(key => {
    const [from, to] = [old.get(key), next.get(key)]
    if (from?.value === to?.value) return []
    if (from?.isSecret || to?.isSecret)
      return [
        `    ${key}: ${from === undefined ? `${SECRET} is added` : to === undefined ? `${SECRET} is removed` : 'another secret'}`,
      ]
    return [`    ${key}: ${shown(from)} -> ${shown(to)}`]
  })
}

const shown = (entry: IniValue | undefined) => (entry === undefined ? '(as usual)' : oneLine(entry.value))
const oneLine = (text: string) => text.replace(/\p{Cc}+/gu, ' ')
