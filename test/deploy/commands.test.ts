import { execFileSync } from 'node:child_process'
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
      // "checks" is a command, and the first word of another one.
      const own = second.length === 0 || word in COMMANDS ? [word] : []
      return [...own, ...second.map(more => `${word} ${more}`)]
    })
    expect(all.sort()).toEqual([...names].sort())
  })

  it('complete the options of config import behind its file, and the files behind these', () => {
    const script = `source deploy/completion/intvlm8r
      compopt() { :; }
      COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
      _intvlm8r
      echo "\${COMPREPLY[*]}"`
    const completed = (...words: string[]) =>
      execFileSync('bash', ['-c', script, 'bash', 'intvlm8r', 'config', 'import', ...words], {
        cwd: join(import.meta.dirname, '../..'),
        encoding: 'utf8',
      }).trim()
    expect(completed('README')).toBe('README.md')
    expect(completed('settings.cfg', '')).toBe('--jobs --state --checklist')
    expect(completed('settings.cfg', '--s')).toBe('--state')
    expect(completed('settings.cfg', '--jobs', 'LICEN')).toBe('LICENSE')
  })
})
