import { expect, test } from 'vitest'
import {
  heardText,
  namesOf,
  otherKeyText,
  splitLine,
  unheardText,
} from '../../../src/domain/peers/group-text'

const all = [{ name: 'attic' }, { name: 'barn' }, { name: 'cellar' }]

test('members are named as in a sentence', () => {
  expect([0, 1, 2, 3].map(n => namesOf(all.slice(0, n)))).toEqual([
    '',
    'attic',
    'attic and barn',
    'attic, barn and cellar',
  ])
  expect(namesOf(all, 'und')).toBe('attic, barn und cellar')
})

test('an alert that is told while members are silent says so', () => {
  expect(splitLine([], true)).toBeUndefined()
  expect([1, 2].map(n => splitLine(all.slice(0, n), true))).toEqual([
    'This watch tells it in place of attic, which does not answer; it may come from there, too.',
    'This watch tells it in place of attic and barn, which do not answer; it may come from there, too.',
  ])
  expect([1, 2].map(n => splitLine(all.slice(0, n), false))).toEqual([
    'attic does not answer this watch, and may tell it, too.',
    'attic and barn do not answer this watch, and may tell it, too.',
  ])
})

test('an incident that is one with another is closed as such', () => {
  expect(otherKeyText('backup')).toEqual({
    kind: 'resolve',
    status: 'paused',
    isMerge: true,
    subject: '[MERGED] backup',
    text: 'This is one outage of backup with an older incident, which another watch of the group opened while they were cut off from each other. It goes on there.',
  })
})

test('a member that is silent leaves checks unheard, until it answers', () => {
  expect(unheardText('attic', 1)).toEqual({
    kind: 'trigger',
    status: 'blind',
    subject: '[SILENT] attic is dead or cut off: 1 check is unheard',
    text: 'attic does not answer. The last signal of 1 check came to it, so nobody knows whether it is well: it stays unheard until attic is back, or until a signal comes here, as those with a second address send it.',
  })
  expect(unheardText('attic', 2)).toEqual({
    kind: 'trigger',
    status: 'blind',
    subject: '[SILENT] attic is dead or cut off: 2 checks are unheard',
    text: 'attic does not answer. The last signal of 2 checks came to it, so nobody knows whether they are well: they stay unheard until attic is back, or until a signal comes here, as those with a second address send it.',
  })
  expect(heardText('attic')).toEqual({
    kind: 'resolve',
    status: 'up',
    subject: '[ANSWERS] attic',
    text: 'attic answers again, and its checks are heard.',
  })
})
