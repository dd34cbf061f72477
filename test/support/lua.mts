import type { Plugin } from 'vitest/config'

/** Lua files as text for vitest, as esbuild reads them by `with { type: 'text' }`. */
export const lua: Plugin = {
  name: 'lua',
  enforce: 'pre',
  transform: {
    filter: { id: /\.lua$/ },
    handler: text => `export default ${JSON.stringify(text)}`,
  },
}
