import type { Request } from 'express'

/** The words for what a form has done, on the page that it leads to, as `/channels?saved`; empty where there are none. */
export function doneIn({ query }: Pick<Request, 'query'>, words: Readonly<Record<string, string>>): string {
  const [name = ''] = Object.keys(query)
  return (Object.hasOwn(words, name) && words[name]) || ''
}
