import { expect, test } from 'vitest'
import { batchyProblem, batchyTarget, batchyUrl } from '../../../src/domain/probes/batchy-target'

test.each([
  ['http://b.lan:8050 nightly', 'http://b.lan:8050', 'nightly', 'http://b.lan:8050/get_status/nightly'],
  [' http://b.lan/   two  words ', 'http://b.lan/', 'two words', 'http://b.lan/get_status/two%20words'],
  [
    'https://b.lan/own/path// a/b',
    'https://b.lan/own/path//',
    'a/b',
    'https://b.lan/own/path/get_status/a%2Fb',
  ],
  ['http://hypergate1.lan x', 'http://hypergate1.lan', 'x', 'http://hypergate1.lan/batchy/get_status/x'],
  ['http://hypergate1.lan/own x', 'http://hypergate1.lan/own', 'x', 'http://hypergate1.lan/own/get_status/x'],
  ['http://hypergate1.lan:81 x', 'http://hypergate1.lan:81', 'x', 'http://hypergate1.lan:81/get_status/x'],
  ['https://hypergate1.lan x', 'https://hypergate1.lan', 'x', 'https://hypergate1.lan/get_status/x'],
])('%j is a workflow of a server', (target, base, workflow, url) => {
  expect(batchyTarget(target)).toStrictEqual({ base, workflow })
  expect(batchyUrl(target)).toBe(url)
  expect(batchyProblem(target)).toBeUndefined()
})

const USER = 'holds a user or a password, which a target must not'
const MORE = 'has more than a path; give the address of the server alone'

test.each([
  ['', 'Enter a URL, such as https://example.org/ping.'],
  ['b.lan x', 'Add https:// (or http://) in front.'],
  ['http://u@b.lan x', USER],
  ['http://:p@b.lan x', USER],
  ['http://b.lan?a x', MORE],
  ['http://b.lan#a x', MORE],
  ['http://b.lan', 'names no workflow; write it behind the address, as in http://batch.lan:8050 nightly'],
  [`http://b.lan ${'n'.repeat(201)}`, 'names a workflow of more than 200 characters'],
])('%j cannot be used: %s', (target, problem) => {
  expect(batchyProblem(target)).toBe(problem)
})

test('a name of a workflow may have 200 characters', () => {
  expect(batchyProblem(`http://b.lan ${'n'.repeat(200)}`)).toBeUndefined()
})
