export function BinPart() {
  return null
}
