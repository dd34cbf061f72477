import { existsSync, readdirSync } from 'node:fs'
import { defineConfig } from 'vitest/config'
import { ByWaiting } from './test/support/by-waiting.mts'
import { lua } from './test/support/lua.mts'

const ownSuites = readdirSync(`${import.meta.dirname}/test`).filter(name =>
  existsSync(`${import.meta.dirname}/test/${name}/vitest.config.mts`),
)

export default defineConfig({
  plugins: [lua],
  test: {
    globalSetup: `${import.meta.dirname}/test/support/run-in-memory.ts`,
    setupFiles: [
      `${import.meta.dirname}/test/support/chosen-redis.ts`,
      `${import.meta.dirname}/test/support/left-as-found.ts`,
      `${import.meta.dirname}/test/support/no-child-left.ts`,
      `${import.meta.dirname}/test/support/expectations.ts`,
    ],
    include: ['test/**/*.test.ts'],
    // Slow, or for other machines: a folder with a configuration of its own has a script of its own (see the README).
    exclude: ownSuites.map(name => `test/${name}/**`),
    // Importing a module does nothing, so files may share them: a process for each would cost a third more CPU.
    isolate: false,
    sequence: process.argv.some(arg => arg.startsWith('--sequence.shuffle')) ? {} : { sequencer: ByWaiting },
    // Only what hangs takes so long, on a machine that is sixteen times too busy as well; nothing waits for this by plan.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 60_000 } },
    // Most of the time goes into waiting for processes and sockets, so on two cores six files run at once.
    maxWorkers: 6,
    reporters: process.env.CI ? ['default', ['json', { outputFile: 'build/tests.json' }]] : ['default'],
  },
})
