/** API keys: the one that was just made can be copied. */
import { useCopyButtons } from './parts/copy'

useCopyButtons()
