/** API keys: a new key can be copied. */
import { useCopyButtons } from './parts/copy'

useCopyButtons()
