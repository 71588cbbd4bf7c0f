/** What somebody typed, on one line: nothing that could pass for another line, turn the writing round, or hide. */
export const oneLine = (text: string, most: number): string =>
  [...text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, ' ')].slice(0, most).join('').trim()
