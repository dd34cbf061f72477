import { execFileSync } from 'node:child_process'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'

const MODULE = resolve(import.meta.dirname, '../../../src/io/appliance/log.ts')

test.each([
  ['the journal', false],
  ['a terminal', true],
])('words of others show %s nothing to obey', (_, terminal) => {
  const program = `
    require('esbuild').buildSync({ entryPoints: [${JSON.stringify(MODULE)}], bundle: true, platform: 'node',
      packages: 'external', outfile: 'build/log-under-test.cjs', logLevel: 'error' })
    require('./build/log-under-test.cjs').createLog('web', ${terminal})
      .info('log-in from a\\x1b[2Jb\\x9b31mc\\u202ed\\ne')`
  const stdout = execFileSync(process.execPath, ['-e', program], { encoding: 'utf8' })
  expect(stdout).toContain('log-in from a\\u001b[2Jb\\u009b31mc\\u202ed')
  expect(stdout.trimEnd()).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]/)
})
