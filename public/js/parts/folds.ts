/** The folded parts of a form say what holds in them; where entries have changed since the page was sent, they say that. */
import { t } from '../../../src/domain/language/text'

type Entry = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement

export function keepFoldsTrue(form: HTMLFormElement): void {
  const folds = [...form.querySelectorAll('.fold')].map(fold => {
    const words = fold.querySelector(':scope > summary > .hint')
    return { fold, words, sent: words?.textContent ?? '' }
  })

  function update(): void {
    for (const { fold, words, sent } of folds) {
      const isChanged = [...fold.querySelectorAll<Entry>('input, select, textarea')].some(hasChanged)
      if (words) words.textContent = isChanged ? t('changed, and not saved yet') : sent
    }
  }
  form.addEventListener('input', update)
  form.addEventListener('change', update)
  // Entries came back with Back or a reload.
  update()
}

function hasChanged(entry: Entry): boolean {
  if (entry instanceof HTMLSelectElement) {
    const sent = [...entry.options].findIndex(({ defaultSelected }) => defaultSelected)
    return entry.selectedIndex !== Math.max(0, sent)
  }
  if (/^(checkbox|radio)$/.test(entry.type)) {
    const { checked, defaultChecked } = entry as HTMLInputElement
    return checked !== defaultChecked
  }
  return entry.value !== entry.defaultValue
}
