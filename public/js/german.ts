/** Takes German into use for the other scripts of the page, which run after it. */
import { browser } from '../../src/domain/language/german/browser'
import { useLanguage } from '../../src/domain/language/use-language'

useLanguage('de', browser)
