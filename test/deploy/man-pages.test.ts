import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { COMMANDS } from '../../src/bin/commands/index'

const DAY = Date.UTC(2026, 10, 28) / 1000
/** `{ path, text }` of each manual page, from a process of its own, as its script reads files of the checkout. */
const script = `import { manPages } from './scripts/man-pages.mjs'
process.stdout.write(JSON.stringify(await manPages(${DAY})))`
const pages: { path: string; text: string }[] = JSON.parse(
  execFileSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd: `${import.meta.dirname}/../..`,
    encoding: 'utf8',
    maxBuffer: 10_000_000,
  }),
)
const textOf = (path: string) => pages.find(page => page.path === path)?.text ?? ''

describe('the manual pages', () => {
  it('are one for the commands, one for the settings, and one for each other document', () => {
    expect(pages.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['man1/intvlm8r.1', 'man5/intvlm8r.ini.5', 'man7/intvlm8r-probes.7']),
    )
    expect(new Set(pages.map(({ path }) => path)).size).toBe(pages.length)
  })

  it.each(Object.entries(COMMANDS))('have %s, with its usage', (name, { usage }) => {
    const page = textOf('man1/intvlm8r.1')
      .replaceAll('\\[lB]', '[')
      .replaceAll('\\[rB]', ']')
      .replaceAll('\\-', '-')
    expect(page).toContain(`.SS "${name}"`)
    expect(page).toContain(`intvlm8r ${usage}`)
  })

  it('name the section of each key of the INI', () => {
    const page = textOf('man5/intvlm8r.ini.5').replaceAll('\\[lB]', '[').replaceAll('\\[rB]', ']')
    expect(page).toContain('[Web] trustproxy')
    expect(page).toContain('[Monitoring] heartbeatgates')
  })

  it('lead from one to another by their names', () => {
    expect(textOf('man5/intvlm8r.ini.5')).toContain('parts (intvlm8r-probes(7))')
  })

  it.each(pages.map(({ path, text }) => [path, text] as const))(
    '%s has a name for the index, and no table',
    (_path, text) => {
      expect(text).toMatch(/^\.TH "\S+" "[157]" "November 2026"/)
      expect(text).toMatch(/^\.SH "NAME"\n\\fB\S+\\fR - \S/m)
      expect(text).not.toContain('.TS')
    },
  )
})
