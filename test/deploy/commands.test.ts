import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { COMMANDS } from '../../src/bin/commands/index'

const read = (file: string) => readFileSync(join(import.meta.dirname, '../../deploy', file), 'utf8')
const names = Object.keys(COMMANDS)

describe('the commands of intvlm8r', () => {
  it('are all in the tab completion, and no others', () => {
    const completion = read('completion/intvlm8r')
    const wordsAfter = (words: string) =>
      new RegExp(`'${words}'\\*\\) words='([^']*)'`).exec(completion)?.[1]?.split(' ') ?? []
    const first = wordsAfter('1 ').filter(word => word !== '--help')
    const all = first.flatMap(word => {
      const second = wordsAfter(`2 ${word} `).filter(more => !more.startsWith('--'))
      return second.length === 0 ? [word] : second.map(more => `${word} ${more}`)
    })
    expect(all.sort()).toEqual([...names].sort())
  })

  it.each(names)('include %s in the manual page', name => {
    const page = read('debian/intvlm8r.1').replaceAll('\\-', '-')
    expect(page).toMatch(new RegExp(`^\\.(B|BI|BR) "?${name}( |$)`, 'm'))
  })
})
