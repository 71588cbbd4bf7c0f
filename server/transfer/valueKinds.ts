/** What a value is by the look of it. */
export type ValueKind = 'email' | 'phone' | 'date' | 'number'

const shapes: readonly (readonly [ValueKind, RegExp])[] = [
  ['email', /^[^\s@,:]+@[^\s@,:]+\.[^\s@,:]{2,}$/],
  ['date', /^(\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./](\d{4}|\d{2}))([T ]\d{1,2}:\d{2}.*)?$/],
  ['phone', /^(\+\d[\d\s().-]{8,20}\d|[78][\s(-]+\d[\d\s().-]{8,16}\d|[78]9\d{9}|\(?\d{3}\)?[\s-]\d{3}-\d{4})$/],
  ['number', /^[-+−]?\s*[$€£₽¥]?\s*\d[\d\s'’.,]*(\s*([$€£₽¥]|руб\.?))?$/],
]

/** Of several values in one cell the first one speaks. */
export function kindOfValue(cell: string): ValueKind | null {
  const text = cell.split(';')[0]!.trim()
  return shapes.find(([, shape]) => shape.test(text))?.[0] ?? null
}
