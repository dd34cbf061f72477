import { expect, it } from 'vitest'
import { bodyRoom } from '../../../src/web/net/body-room'

/** Bodies by their names, in a room of 100 bytes; `cut` has the names of those that made room. */
function opened() {
  const room = bodyRoom(100)
  const cut: string[] = []
  return { cut, begin: (name: string, network = name) => room.begin(network, () => cut.push(name)) }
}

it('bodies that find room are left alone', () => {
  const { cut, begin } = opened()
  begin('a').grow(60)
  begin('b').grow(40)
  expect(cut).toEqual([])
})

it('beyond it the longest of the greediest network goes, not the newcomer', () => {
  const { cut, begin } = opened()
  begin('honest').grow(10)
  begin('a1', 'a').grow(30)
  begin('a2', 'a').grow(40)
  begin('newcomer').grow(30)
  expect(cut).toEqual(['a2'])
})

it('a body that grows too far is cut itself, and takes no more room', () => {
  const { cut, begin } = opened()
  const greedy = begin('greedy')
  greedy.grow(101)
  greedy.grow(1_000)
  greedy.end()
  expect(cut).toEqual(['greedy'])
  begin('other').grow(100)
  expect(cut).toEqual(['greedy'])
})

it('a body that has ended gives its room back', () => {
  const { cut, begin } = opened()
  const done = begin('done')
  done.grow(90)
  done.end()
  begin('other').grow(90)
  expect(cut).toEqual([])
})
