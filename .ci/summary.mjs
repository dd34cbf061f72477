// Adds up the JSON reports of the test runs named as arguments: `N passed, N failed, N skipped`.
import { existsSync, readFileSync } from 'node:fs'

const reports = process.argv
  .slice(2)
  .filter(existsSync)
  .map(file => JSON.parse(readFileSync(file, 'utf8')))
const sum = key => reports.reduce((total, report) => total + report[key], 0)
const skipped = sum('numPendingTests') + sum('numTodoTests')
console.log(`${sum('numPassedTests')} passed, ${sum('numFailedTests')} failed, ${skipped} skipped`)
