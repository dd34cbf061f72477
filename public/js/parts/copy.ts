import { t } from '../../../src/domain/language/text'
/** Makes the buttons `[data-copy=<id>]` copy the text of that element. Without script they stay hidden. */
export function useCopyButtons(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-copy]')) {
    button.hidden = false
    const word = button.textContent ?? ''
    button.addEventListener('click', async () => {
      const source = document.getElementById(button.dataset.copy ?? '')
      if (!source) return
      button.textContent = (await copy(source)) ? t('Copied') : t('Select and copy it')
      setTimeout(() => {
        button.textContent = word
      }, 2_000)
    })
  }
}

/** A page on plain http has no `navigator.clipboard`; there a selection is copied. */
async function copy(source: HTMLElement): Promise<boolean> {
  if (navigator.clipboard) {
    return navigator.clipboard.writeText(source.textContent ?? '').then(
      () => true,
      () => false,
    )
  }
  getSelection()?.selectAllChildren(source)
  return document.execCommand('copy')
}
