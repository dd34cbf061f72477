/** Errors of the file system as looks: a path that is not there is an answer, a path that we may not see is none. */

import type { Look } from '../domain/probes/look'
import { hiddenWords, mayBeHidden } from './mounts'

export function brokenPath(error: Error, path: string): Look {
  if (error.name === 'AbortError')
    return { answer: 'blind', detail: `${path} was waited for: another call there has not ended` }
  const { code } = error as NodeJS.ErrnoException
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return mayBeHidden(path)
      ? { answer: 'blind', detail: `${path} is not to be seen here; either it is not there, or it is hidden` }
      : { answer: 'failure', detail: `there is no ${path}` }
  if (code === 'EACCES' || code === 'EPERM')
    return {
      answer: 'blind',
      detail: mayBeHidden(path) ? hiddenWords(path) : `the appliance's user may not read ${path}`,
    }
  if (code === 'EIO' || code === 'ENODEV' || code === 'ESTALE')
    return { answer: 'failure', detail: `${path} cannot be read: its device fails (${code})` }
  return { answer: 'blind', detail: `${path} cannot be read: ${error.message}` }
}
