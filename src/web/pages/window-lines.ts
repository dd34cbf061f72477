import { type ActiveWindow, coverWords, windowSetting } from '../../domain/alerts/maintenance'

/** The windows that last now, for a notice on a page. */
export function windowLines(active: readonly ActiveWindow[]) {
  return active.map(({ window, to }) => ({
    name: window.name,
    about: windowSetting(window, 'about'),
    covers: coverWords(window),
    until: to,
  }))
}
