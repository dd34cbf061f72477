import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { COMMANDS } from '../../src/bin/commands/index'

const names = Object.keys(COMMANDS)

/** The words that the shell offers for the last of these. */
function completed(...words: string[]): readonly string[] {
  const script = `source deploy/completion/intvlm8r
    compopt() { :; }
    COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
    _intvlm8r
    echo "\${COMPREPLY[*]}"`
  const offered = execFileSync('bash', ['-c', script, 'bash', 'intvlm8r', ...words], {
    cwd: join(import.meta.dirname, '../..'),
    encoding: 'utf8',
  })
  return offered.split(/\s+/).filter(Boolean)
}

describe('the tab completion of intvlm8r', () => {
  const first = [...new Set(names.map(name => name.split(' ')[0] ?? ''))].sort()
  const secondOf = (word: string) =>
    names.filter(name => name.startsWith(`${word} `)).map(name => name.slice(word.length + 1))

  it('has all commands and no others, also behind help', () => {
    expect([...completed('')].sort()).toEqual([...first, 'help', '--help', '--version'].sort())
    expect([...completed('help', '')].sort()).toEqual([...first, 'help', '--help', '--version'].sort())
    for (const word of first)
      for (const before of [[], ['help']]) {
        const offered = completed(...before, word, '').filter(more => !more.startsWith('--'))
        // Files of this folder are offered where a command takes one.
        if (secondOf(word).length > 0) expect(offered.sort(), word).toEqual(secondOf(word).sort())
      }
  })

  it.each(names)('has the options of %s', name => {
    const { options = [] } = COMMANDS[name] ?? {}
    const places = [[], ['x'], ['x', 'y'], ['x', 'y', 'z']]
    const offered = places.flatMap(place => completed(...name.split(' '), ...place, '--'))
    expect(options.map(option => `--${option}`).filter(option => !offered.includes(option))).toEqual([])
  })

  it('completes the options of config import behind its file, and the files behind these', () => {
    const behind = (...words: string[]) => completed('config', 'import', ...words)
    expect(behind('README')).toEqual(['README.md'])
    expect(behind('settings.cfg', '')).toEqual(['--jobs', '--state', '--checklist'])
    expect(behind('settings.cfg', '--s')).toEqual(['--state'])
    expect(behind('settings.cfg', '--jobs', 'LICEN')).toEqual(['LICENSE'])
  })
})
