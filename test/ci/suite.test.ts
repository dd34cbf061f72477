import { execFile } from 'node:child_process'
import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { folderWith } from '../support/folder'

const ROOT = join(import.meta.dirname, '../..')
const VITEST = join(ROOT, 'node_modules/vitest/vitest.mjs')
const SUITE = ['run', '--reporter=default', '--reporter=json', '--outputFile.json=report.json']

const SOUND = `test('is sound', () => {})\ntest.skip('is left out', () => {})`
const BROKEN = `test('is broken', () => expect(1).toBe(2))`
/** Passes from the second time on. */
const FLAKY = `
  import { existsSync, writeFileSync } from 'node:fs'
  test('is sound, too', () => {})
  describe('now and then', () => test('fails', () => {
    const passes = existsSync('was-here')
    writeFileSync('was-here', '')
    expect(passes).toBe(true)
  }))`
const THROWS_ONCE = `
  import { existsSync, writeFileSync } from 'node:fs'
  const passes = existsSync('was-there')
  writeFileSync('was-there', '')
  if (!passes) throw new Error('cannot be read')
  test('is there', () => {})`
const REJECTS = `test('passes', () => { void Promise.reject(new Error('nobody waits for this')) })`

/** Runs a suite of these files as CI does; returns how it ended, and the closing lines. */
async function ci(files: Readonly<Record<string, string>>, command = [process.execPath, VITEST, ...SUITE]) {
  const folder = await folderWith({
    'vitest.config.mjs':
      'export default { test: { globals: true, isolate: false, maxWorkers: 1, include: ["*.test.mjs"] } }',
    ...files,
  })
  mkdirSync(join(folder, 'node_modules'))
  symlinkSync(join(ROOT, 'node_modules/vitest'), join(folder, 'node_modules/vitest'))
  const suite = await node(folder, '.ci/suite.mjs', 'report.json', 'vitest.config.mjs', ...command)
  const summary = await node(folder, '.ci/summary.mjs', 'report.json', 'no-such-report.json')
  return { code: suite.code, printed: suite.stdout, closing: summary.stdout.trim().split('\n') }
}

function node(cwd: string, script: string, ...args: readonly string[]) {
  const { VITEST: _runs, VITEST_POOL_ID: _pool, VITEST_WORKER_ID: _worker, ...env } = process.env
  return new Promise<{ code: unknown; stdout: string }>(resolve =>
    execFile(process.execPath, [join(ROOT, script), ...args], { cwd, env }, (error, stdout) =>
      resolve({ code: error === null ? 0 : error.code, stdout }),
    ),
  )
}

// Each runs vitest up to three times.
describe('CI', { timeout: 120_000 }, () => {
  test('a suite that passes runs once', async () => {
    const { code, printed, closing } = await ci({ 'sound.test.mjs': SOUND })
    expect({ code, closing }).toEqual({ code: 0, closing: ['1 passed, 0 failed, 1 skipped'] })
    expect(printed).not.toContain('runs again')
  })

  test('a file that passes at the second time fails nothing, and its tests are named', async () => {
    const files = { 'sound.test.mjs': SOUND, 'flaky.test.mjs': FLAKY, 'throws.test.mjs': THROWS_ONCE }
    const { code, printed, closing } = await ci(files)
    expect(printed).toContain('flaky.test.mjs failed: it runs again, alone.')
    expect(closing).toEqual([
      'FLAKY: flaky.test.mjs > now and then > fails',
      'FLAKY: throws.test.mjs',
      '4 passed, 0 failed, 1 skipped',
    ])
    expect(code).toBe(0)
  })

  test('the same where the configuration names the report itself', async () => {
    const reporters = 'reporters: ["default", ["json", { outputFile: "report.json" }]]'
    const files = {
      'vitest.config.mjs': `export default { test: { globals: true, include: ["*.test.mjs"], ${reporters} } }`,
      'sound.test.mjs': SOUND,
      'flaky.test.mjs': FLAKY,
    }
    const { code, closing } = await ci(files, [process.execPath, VITEST, 'run'])
    expect(closing).toEqual(['FLAKY: flaky.test.mjs > now and then > fails', '3 passed, 0 failed, 1 skipped'])
    expect(code).toBe(0)
  })

  test('a file that fails twice fails the suite, beside one that is flaky', async () => {
    const { code, closing } = await ci({ 'broken.test.mjs': BROKEN, 'flaky.test.mjs': FLAKY })
    expect(closing).toEqual(['FLAKY: flaky.test.mjs > now and then > fails', '2 passed, 1 failed, 0 skipped'])
    expect(code).toBe(1)
  })

  test('more than five failed files are no accident, and none of them runs again', async () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f'].map(name => `${name}.test.mjs`)
    const { code, printed, closing } = await ci(Object.fromEntries(names.map(name => [name, BROKEN])))
    expect({ code, closing }).toEqual({ code: 1, closing: ['0 passed, 6 failed, 0 skipped'] })
    expect(printed).not.toContain('runs again')
  })

  test('an error outside of every file fails the suite', async () => {
    const { code } = await ci({ 'rejects.test.mjs': REJECTS })
    expect(code).toBe(1)
  })

  test('a command that ends before it tested anything fails with its own code', async () => {
    const { code, closing } = await ci({ 'sound.test.mjs': SOUND }, [
      process.execPath,
      '-e',
      'process.exit(7)',
    ])
    expect({ code, closing }).toEqual({ code: 7, closing: ['0 passed, 0 failed, 0 skipped'] })
  })
})
