import { expect, test, vi } from 'vitest'
import { recently } from '../../../src/io/appliance/recent-facts'

test('facts are read once a minute, and by one reader at a time', async () => {
  const read = vi.fn(async () => 'facts')
  const facts = recently(read)
  expect(await Promise.all([facts(), facts(), facts()])).toEqual(['facts', 'facts', 'facts'])
  await facts()
  expect(read).toHaveBeenCalledTimes(1)
})

test('facts that take long are waited for only a moment, and are there when they are read', async () => {
  let end = (_facts: string) => {}
  const facts = recently(() => new Promise<string>(resolve => (end = resolve)))
  expect(await facts()).toBeUndefined()
  end('facts')
  expect(await facts()).toBe('facts')
})
