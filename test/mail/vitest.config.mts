import { defineConfig } from 'vitest/config'
import { lua } from '../support/lua.mts'

export default defineConfig({
  plugins: [lua],
  test: {
    dir: import.meta.dirname,
    testTimeout: 120_000,
    hookTimeout: 60_000,
    reporters: ['verbose'],
  },
})
