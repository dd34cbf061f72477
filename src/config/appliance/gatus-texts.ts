/** The texts of Gatus's files: YAML with variables, in one file or in several of a folder. */

import { isRecord } from './moved'

/** Values of variables that the file names as `${NAME}`; undefined for one that is not set. */
export type Variables = (name: string) => string | undefined

/** Gatus merges the files of its folder: maps key by key, lists one behind the other; a value that two have is a fault. */
export function together(before: unknown, next: unknown): unknown {
  if (Array.isArray(before) && Array.isArray(next)) return [...before, ...next]
  if (!isRecord(before) || !isRecord(next))
    throw new Error('has files of Gatus that do not go together: one value stands in two of them')
  const both = Object.keys(next).filter(key => key in before)
  return {
    ...before,
    ...next,
    ...Object.fromEntries(both.map(key => [key, together(before[key], next[key])])),
  }
}

export async function readYaml(text: string): Promise<unknown> {
  const { parseDocument } = await import('yaml')
  const document = parseDocument(text, { merge: true })
  const [error] = document.errors
  if (error !== undefined) throw new Error(`is no YAML: ${error.message.split('\n')[0]}`)
  return document.toJS()
}

/** Gatus replaces `$NAME` and `${NAME}` before it reads the YAML, and `$$` is a dollar sign. */
export function expanded(value: unknown, variables: Variables, unset: Set<string>): unknown {
  if (typeof value === 'string')
    return value.replace(/\$\$|\$\{(\w+)\}|\$([A-Za-z_]\w*)/g, (whole, braced?: string, bare?: string) => {
      const name = braced ?? bare
      if (name === undefined) return '$'
      const found = variables(name)
      if (found === undefined) unset.add(name)
      return found ?? whole
    })
  if (Array.isArray(value)) return value.map(each => expanded(each, variables, unset))
  if (!isRecord(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, expanded(inner, variables, unset)]),
  )
}
