import { describe, expect, it } from 'vitest'
import { OUTPUT_KEPT } from '../../../src/domain/probes/look'
import { oneLine, partName, reportedParts } from '../../../src/domain/probes/reported-parts'

describe('the parts in the output of a command', () => {
  it('are its lines of a name, a word and a detail; other lines mean nothing', () => {
    const output = [
      'db\tok\tanswers in\t3 ms\r',
      'web\tFAIL\t',
      'mail\tBlind',
      'disk\tmaybe\tx',
      '\tok\tno name',
      ' \tok\tno name',
      'ok',
      'two  words\tok\t a\u0007b ',
      '',
    ]
    expect(reportedParts(output.join('\n'))).toStrictEqual({
      parts: [
        { name: 'db', answer: 'success', detail: 'answers in 3 ms' },
        { name: 'web', answer: 'failure', detail: 'reported as fail' },
        { name: 'mail', answer: 'blind', detail: 'reported as blind' },
        { name: 'two words', answer: 'success', detail: 'a b' },
      ],
    })
  })

  it('are known by their names in any case, and the last line of one counts', () => {
    expect(reportedParts('DB\tfail\t1\nweb\tok\t2\ndb\tok\t3').parts).toStrictEqual([
      { name: 'db', answer: 'success', detail: '3' },
      { name: 'web', answer: 'success', detail: '2' },
    ])
  })

  it('lack the first line where the output is too long', () => {
    const lost = 'its output is too long, and the beginning was not read'
    const tail = '\nweb\tok\t2'
    const full = `db\tok\t${'x'.repeat(OUTPUT_KEPT - 6 - tail.length)}${tail}`
    expect(reportedParts(full)).toStrictEqual({
      parts: [{ name: 'web', answer: 'success', detail: '2' }],
      lost,
    })
    expect(reportedParts(full.slice(1)).parts).toHaveLength(2)
    expect(reportedParts(full.slice(1))).not.toHaveProperty('lost')
  })

  it('have details of at most 1000 characters, and names of 60', () => {
    expect(reportedParts(`db\tok\t${'x'.repeat(1_001)}`).parts[0]?.detail).toBe('x'.repeat(1_000))
    expect(partName('n'.repeat(61))).toBe('n'.repeat(60))
    expect(oneLine(' a\n\tb\u0000c ', 3)).toBe('a b')
  })
})
