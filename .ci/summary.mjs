// Adds up the JSON reports of the suites named as arguments: a line for each flaky test, then
// `N passed, N failed, N skipped`. A file that failed outside of every test counts as a failed test.
import { existsSync, readFileSync } from 'node:fs'

const reports = process.argv
  .slice(2)
  .filter(existsSync)
  .map(file => JSON.parse(readFileSync(file, 'utf8')))
const statuses = reports.flatMap(({ testResults }) => testResults.flatMap(statusesOf))
const count = (...wanted) => statuses.filter(status => wanted.includes(status)).length

function statusesOf({ status, assertionResults }) {
  const tests = assertionResults.map(test => test.status)
  return status === 'failed' && !tests.includes('failed') ? [...tests, 'failed'] : tests
}

for (const test of reports.flatMap(({ flaky = [] }) => flaky)) console.log(`FLAKY: ${test}`)
const [passed, failed] = [count('passed'), count('failed')]
console.log(`${passed} passed, ${failed} failed, ${statuses.length - passed - failed} skipped`)
