import type { Words } from '../../model/words.ts'

export const paletteWords = {} satisfies Words
