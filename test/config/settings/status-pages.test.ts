/** The sections [status.<name>]. */
import { expect, test } from 'vitest'
import { scanIni } from '../../../src/config/ini/ini-text'
import { statusPagesOf } from '../../../src/config/settings/status-pages'
import type { IniFault } from '../../../src/domain/settings/reading'

function read(text: string) {
  const faults: IniFault[] = []
  return { pages: statusPagesOf(scanIni(text), faults), faults }
}

test('each section is a page by its name in small letters, with what is given', () => {
  expect(
    read('[status.Home]\ntags = *\nPublic = ON\ntitle =\n[status.b]\ntags = a\nsecret = 0123456789abcdef\n'),
  ).toEqual({
    pages: [
      { name: 'home', settings: { tags: '*', public: 'on' } },
      { name: 'b', settings: { tags: 'a', secret: '0123456789abcdef' } },
    ],
    faults: [],
  })
  expect(read('[status]\n[statusb]\n')).toEqual({ pages: [], faults: [] })
})

test('a fault of one of them names its section and key, and there are no pages', () => {
  expect(read('[status.a]\ntags = *\npublic = on\n[status.B]\ntags = *\npublic = yes\n')).toEqual({
    pages: undefined,
    faults: [
      { section: 'status.B', key: 'public', reason: expect.stringContaining('off') },
      expect.objectContaining({ section: 'status.B', key: 'secret' }),
    ],
  })
  expect(read('[status.a b]\ntags = *\npublic = on\n').faults).toEqual([
    {
      section: 'status.a b',
      key: '',
      reason: 'the name may hold small letters, digits, - and _ only (at most 50)',
    },
  ])
})
