import { execFileSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { commandProblem, splitWords } from '../../../src/domain/probes/words'

it.each([
  ['check --now', ['check', '--now']],
  ['  a\t b  ', ['a', 'b']],
  [`sh -c 'echo "$HOME" | wc; true'`, ['sh', '-c', 'echo "$HOME" | wc; true']],
  ['a "b c" d', ['a', 'b c', 'd']],
  [`a"b c"'d e'f`, ['ab cd ef']],
  [`"a \\" \\\\ \\x b"`, ['a " \\ \\x b']],
  ['a\\ b c', ['a b', 'c']],
  [`'' ""`, ['', '']],
  ['/usr/bin/x=1 ü', ['/usr/bin/x=1', 'ü']],
])('%s is split as a shell does it', (line, words) => {
  expect(splitWords(line)).toStrictEqual({ words })
  const byShell = execFileSync('sh', ['-c', `printf '%s\\n' ${line}`], { encoding: 'utf8' })
  expect(byShell).toBe(`${words.join('\n')}\n`)
})

it.each([
  ['df | grep sda', /^has \| outside quotation marks/],
  ['a; b', /^has ; outside/],
  ['echo $HOME', /^has \$ outside/],
  ['find / -name *.jpg', /^has \* outside/],
  ['a > b', /^has > outside/],
  ['~/bin/check', /^has ~ outside/],
  [
    `sh -c 'a`,
    /^has a quotation mark that is not closed; in the INI, ; and # behind a blank begin a comment$/,
  ],
  ['a "b', /^has a quotation mark that is not closed/],
  ['a \\', /^ends with a backslash$/],
  [`'' a`, /^names no program$/],
])('%s is a fault', (line, reason) => {
  expect(commandProblem(line)).toMatch(reason)
})
