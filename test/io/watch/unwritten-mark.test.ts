import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openUnwrittenMark } from '../../../src/io/watch/unwritten-mark'
import { folderWith } from '../../support/folder'

it('a message that is written down after the end of the program changes no file any more', async () => {
  const folder = await folderWith()
  const mark = openUnwrittenMark(folder)
  mark.note(6)
  mark.close()
  mark.note(1)
  expect(readFileSync(join(folder, 'zmq-unwritten'), 'utf8')).toBe('00000006')
})
