// Runs a test suite, and once more, alone, each file that failed: a test that passes then is flaky, which is reported
// loudly and does not fail the suite. The report gets the results of the second run.
//
//     node .ci/suite.mjs REPORT CONFIG COMMAND...
//
// COMMAND runs the suite and writes vitest's JSON report to REPORT; CONFIG is the suite's for vitest.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'

/** With more failed files than these the suite is broken, not flaky. */
const MOST = 5

const VITEST = join(import.meta.dirname, '../node_modules/vitest/vitest.mjs')
const [report, config, program, ...args] = process.argv.slice(2)

rmSync(report, { force: true })
const code = run(program, args)
if (code !== 0 && !secondRunPasses()) process.exit(code)

/** Returns the exit code, which is not 0 either when the program did not start or was ended by a signal. */
function run(name, parameters) {
  return spawnSync(name, parameters, { stdio: 'inherit' }).status ?? 1
}

function secondRunPasses() {
  if (!existsSync(report)) return false
  const first = JSON.parse(readFileSync(report, 'utf8'))
  const failed = first.testResults.filter(hasFailed)
  if (failed.length === 0 || failed.length > MOST) return false
  const again = new Map(failed.map(file => [file.name, runAlone(file.name) ?? file]))
  const testResults = first.testResults.map(file => again.get(file.name) ?? file)
  const flaky = failed.filter(file => !hasFailed(again.get(file.name))).flatMap(failures)
  writeFileSync(report, JSON.stringify({ ...first, testResults, flaky }))
  return !testResults.some(hasFailed)
}

/** Returns the file's results; undefined when there are none. */
function runAlone(name) {
  const file = relative(process.cwd(), name)
  console.log(`\n${file} failed: it runs again, alone.`)
  const second = `${report}.second`
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${second}`]
  rmSync(report, { force: true })
  const status = run(process.execPath, [VITEST, 'run', '--config', config, ...reporters, file])
  // A configuration that names a report of its own has the last word.
  const written = [second, report].find(existsSync)
  if (written === undefined) return undefined
  const { testResults } = JSON.parse(readFileSync(written, 'utf8'))
  rmSync(written)
  const found = testResults.find(result => result.name === name)
  // An error outside of every test fails the run alone.
  return found !== undefined && status !== 0 ? { ...found, status: 'failed' } : found
}

function hasFailed({ status }) {
  return status === 'failed'
}

/** The failed tests of a file as `file > test`; the file where it failed outside of every test. */
function failures({ name, assertionResults }) {
  const file = relative(process.cwd(), name)
  const tests = assertionResults
    .filter(hasFailed)
    .map(({ ancestorTitles, title }) => [...ancestorTitles, title])
  return tests.length === 0 ? [file] : tests.map(titles => [file, ...titles].join(' > '))
}
